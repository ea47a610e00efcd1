"""People: what is held, the record and its witnesses, the sign-off pack."""
