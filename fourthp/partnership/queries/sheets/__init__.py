"""What a sheet of people and agencies would make, beside what is here."""
