"""From the columns of a table to facts as whole numbers, missing ones null, and what is odd about them."""
