"""Three expressions as everybody writes them, and those who evaluate them."""
