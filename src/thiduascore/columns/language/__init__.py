"""Typed trees as columns: what each construct of the language becomes."""
