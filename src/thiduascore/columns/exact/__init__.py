"""Whole numbers and quotients of them as columns, whose width is proven; nothing here knows a ruleset."""
