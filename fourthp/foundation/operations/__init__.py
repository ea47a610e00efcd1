"""Every change the ground can make."""
