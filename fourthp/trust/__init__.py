"""What the network shows for itself: what it holds, its proofs, witnesses outside."""
