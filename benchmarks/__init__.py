"""Each claim of speed as a command; nothing here is imported by the package."""
