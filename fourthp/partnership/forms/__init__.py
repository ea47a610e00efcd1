"""What people may type about the network."""
