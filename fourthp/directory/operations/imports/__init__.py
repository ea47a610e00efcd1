"""Importing a directory: its difference, its application, its undoing."""
