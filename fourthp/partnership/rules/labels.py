"""Labels, from least to most restricted: Traffic Light Protocol 2.0 (FIRST)."""

CLEAR = "TLP:CLEAR"
GREEN = "TLP:GREEN"
AMBER = "TLP:AMBER"
AMBER_STRICT = "TLP:AMBER+STRICT"
RED = "TLP:RED"

# Traffic Light Protocol 2.0, from least to most restricted.
LABELS = (CLEAR, GREEN, AMBER, AMBER_STRICT, RED)


def strictest(*labels: str) -> str:
    """Return the most restrictive of some labels; of none, TLP:RED."""
    return max(labels, key=LABELS.index, default=RED)
