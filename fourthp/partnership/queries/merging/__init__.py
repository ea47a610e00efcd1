"""What would happen if two records became one, and which did."""
