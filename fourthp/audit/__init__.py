"""Who did and who saw what, chained so that tampering shows."""
