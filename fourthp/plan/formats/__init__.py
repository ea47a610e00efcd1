"""Given rows into bytes."""
