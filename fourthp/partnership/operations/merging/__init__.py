"""Two records that were one become one, and can be two again."""
