"""Fourth P: the secretariat of an anti-trafficking network in one program."""

__version__ = "0.1.0"
