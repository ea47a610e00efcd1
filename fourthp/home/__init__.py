"""Pages that span rooms: the front page, and what waits for you."""
