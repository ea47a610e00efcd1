"""Every question this room can answer."""
