"""What people may type, by what it is about."""
