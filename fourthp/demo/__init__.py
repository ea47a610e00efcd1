"""The demo network: calls operations under a fixed clock, as people would."""
