"""The ground's own pages."""
