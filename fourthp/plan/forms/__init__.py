"""What people may type about the plan."""
