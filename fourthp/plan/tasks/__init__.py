"""What the clockwork does for the plan."""

from fourthp.plan.tasks import actions, concerns

__all__ = ["actions", "concerns"]
