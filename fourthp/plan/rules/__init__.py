"""Arithmetic of the plan, without Django."""
