"""Every change that the plan knows."""
