"""Every question that the post can answer."""
