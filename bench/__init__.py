"""Speeds, as scripts with their results: see README.md here."""
