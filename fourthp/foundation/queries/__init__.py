"""Every question that the ground can answer."""
