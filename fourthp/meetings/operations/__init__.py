"""Every change that meetings can make."""
