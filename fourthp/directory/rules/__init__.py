"""Arithmetic of the directory, with no Django."""
