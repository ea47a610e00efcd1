"""What people may type about meetings."""
