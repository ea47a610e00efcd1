"""A sheet of agencies and people: handed in, brought in, taken back."""
