"""What the plan offers to pages of others."""

from fourthp.plan.panels import aims

__all__ = ["aims"]
