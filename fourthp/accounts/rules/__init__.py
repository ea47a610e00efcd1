"""Arithmetic of doors, with no Django."""
