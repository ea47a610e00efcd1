"""What this room offers to pages of others."""

from fourthp.directory.panels import offers, pages

__all__ = ["offers", "pages"]
