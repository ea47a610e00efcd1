"""What the network itself writes."""
