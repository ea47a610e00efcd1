"""Arithmetic of the post, with no Django."""
