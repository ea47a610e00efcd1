"""The doors of actions."""

from fourthp.foundation.policies import door, for_members, taken_along
from fourthp.plan.views import (
    action_kept,
    action_lists,
    action_review,
    action_said,
    actions,
)

_ACTION = "actions/<uuid:pk>/"

urlpatterns = [
    door("actions/", action_lists.index, for_members, name="actions"),
    door("actions/yours/", actions.mine, for_members, name="actions-mine"),
    door(
        "actions/agencies/", action_lists.agencies, for_members, name="actions-agencies"
    ),
    door("actions/kept/", action_kept.kept, for_members, name="actions-kept"),
    door("actions/table/", action_kept.export, taken_along, name="actions-export"),
    door("actions/review/", action_review.review, for_members, name="actions-review"),
    door("actions/new/", actions.new_action, for_members, name="action-new"),
    door(_ACTION, actions.action, for_members, name="action"),
    door(f"{_ACTION}words/", actions.action_words, for_members, name="action-words"),
    door(f"{_ACTION}done/", action_said.done, for_members, name="action-done"),
    door(f"{_ACTION}open/", action_said.opened, for_members, name="action-open"),
    door(f"{_ACTION}day/", action_said.moved, for_members, name="action-day"),
    door(f"{_ACTION}block/", action_said.blocked, for_members, name="action-block"),
    door(f"{_ACTION}owner/", action_said.owner, for_members, name="action-owner"),
    door(f"{_ACTION}drop/", action_said.dropped, for_members, name="action-drop"),
]
