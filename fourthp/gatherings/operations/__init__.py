"""Every change this room can make."""
