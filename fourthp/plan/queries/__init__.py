"""Every question that the plan can answer."""
