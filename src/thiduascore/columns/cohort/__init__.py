"""Figures of whole classes as columns: what every unit shows, what follows of all, and how each sees it."""
