"""What people may type about mail."""
