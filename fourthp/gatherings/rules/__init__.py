"""When and where, without Django: wall time, rules of repeating, invitations pasted."""
