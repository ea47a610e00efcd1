"""The person guard: what in a text looks like a person, or tells her story (S15)."""
