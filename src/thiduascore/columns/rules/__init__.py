"""A plan as columns: its criteria and conditions, its items, and the order in which all is settled."""
