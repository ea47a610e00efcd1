"""Arithmetic of the network, with no Django."""
