"""Given facts into letters and papers; nothing here fetches."""
