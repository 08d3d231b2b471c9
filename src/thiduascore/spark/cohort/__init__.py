"""Figures of whole classes by Spark's own aggregates and windows."""
