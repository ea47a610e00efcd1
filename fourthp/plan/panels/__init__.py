"""What the plan offers to pages of others."""

from fourthp.plan.panels import actions, actions_stay, aims, concerns

__all__ = ["actions", "actions_stay", "aims", "concerns"]
