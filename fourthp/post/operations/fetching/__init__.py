"""Fetching what comes in by mail, each mail once."""
