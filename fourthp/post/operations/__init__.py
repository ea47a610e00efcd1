"""Every change that the post can make."""
