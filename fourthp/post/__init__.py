"""Post: everything that leaves by mail and everything that comes back.

A room says "tell these people this" in one line, in the transaction of its own act.
Post knows addresses and matters, never seats: who somebody is, and whether she may
still see what a message is about, is answered by the rooms above.
"""
