"""What people see of signing in, by what it is about."""
