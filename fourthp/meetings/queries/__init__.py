"""Every question that meetings can answer."""
