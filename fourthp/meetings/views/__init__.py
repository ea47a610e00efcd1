"""What people see and do of meetings."""
