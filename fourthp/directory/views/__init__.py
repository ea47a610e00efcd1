"""Pages for people: read a request, ask, or make one change."""
