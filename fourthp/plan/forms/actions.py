"""What people may type to give an action, and to change what it says."""

from datetime import date
from typing import Any, Self

from django import forms
from django.http import HttpRequest  # noqa: TID251 -- a form is made for a request
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.guarded import GuardedForm
from fourthp.foundation.operations.revisions import last_revision
from fourthp.partnership.models import Agency, Group, Label, Person, Seat
from fourthp.plan.forms.action_fields import (
    GoalField,
    TitleField,
    due_field,
    words_field,
)
from fourthp.plan.models import Action
from fourthp.plan.operations.actions import ActionFacts, Goal
from fourthp.plan.queries.action_goals import goal_seen, value_of
from fourthp.plan.queries.action_own import groups_to_give_in
from fourthp.plan.queries.action_owners import Offer, owner_chosen, owners_offered

LABELS = (
    (
        Label.GREEN.value,
        _("TLP:GREEN – for members; of a closed group’s action, for its people alone"),
    ),
    (
        Label.AMBER.value,
        _("TLP:AMBER – for the people of its group, with a second factor; in no mail"),
    ),
)


class OwnerField(forms.ChoiceField):
    """Who has an action: a seat or an agency, of which the reader may know.

    What was chosen before somebody left is taken: why it cannot be is said then.
    """

    reader: Person
    offer: Offer

    def offer_owners(self, offer: Offer, reader: Person) -> None:
        """Offer owners to choose from, as a reader knows them."""
        self.reader, self.offer = reader, offer
        self.choices = [("", _("Choose who has it")), *offer.groups.items()]

    def valid_value(self, value: str) -> bool:
        return value in self.offer.values() or self.chosen(value) is not None

    def chosen(self, value: str) -> Seat | Agency | None:
        """Return the owner that a value names."""
        return owner_chosen(value, self.reader)


class OwnedForm(GuardedForm):
    """A form in which it is chosen who has an action."""

    like = forms.CharField(
        label=_("Shorten the list: a part of a name"), max_length=100, required=False
    )
    owner = OwnerField(
        label=_("Who has it"), error_messages={"required": _("Choose who has it.")}
    )

    def offer_owners(self, group: Group, reader: Person, day: date) -> None:
        """Offer the seats and agencies of a group; all of them where they are few."""
        like = str(self["like"].value() or "")
        offer = owners_offered(reader, group, day, like=like)
        field = self._owner_field()
        field.offer_owners(offer, reader)
        if not (offer.is_cut or like):
            del self.fields["like"]
        if "look" in self.data:  # only to shorten the list: nothing else is asked yet
            for one in self.fields.values():
                one.required = False

    def _owner_field(self) -> OwnerField:
        field = self.fields["owner"]
        assert isinstance(field, OwnerField)  # noqa: S101 -- declared above
        return field

    @property
    def only_looks(self) -> bool:
        """Tell whether the form was sent to see other owners, and not to be done."""
        return "look" in self.data

    def owner_of(self) -> Seat | Agency:
        """Return the owner chosen in a valid form."""
        found = self._owner_field().chosen(self.cleaned_data["owner"])
        assert found is not None  # noqa: S101 -- judged by its field
        return found


class ActionForm(OwnedForm):
    """A new action."""

    guarded = ("title", "words")

    title = TitleField()
    words = words_field()
    goal = GoalField()
    due_on = due_field()
    group = forms.ChoiceField(
        label=_("Given in"),
        error_messages={"required": _("Choose the group that gives it.")},
    )
    label = forms.ChoiceField(
        label=_("Label"),
        choices=LABELS,
        initial=Label.GREEN.value,
        widget=forms.RadioSelect,
    )
    field_order = (
        *("title", "words", "goal", "due_on", "group", "like", "owner", "label"),
    )

    def __init__(self, *args: Any, reader: Person, day: date, **kwargs: Any) -> None:
        """Offer the groups in which somebody gives actions, and owners in one."""
        super().__init__(*args, **kwargs)
        self.groups = {str(one.pk): one for one in groups_to_give_in(reader, day)}
        field: Any = self.fields["group"]
        field.choices = [(pk, str(one)) for pk, one in self.groups.items()]
        chosen = str(self["group"].value() or "")
        self.given_in = self.groups.get(chosen) or next(iter(self.groups.values()))
        self.offer_owners(self.given_in, reader, day)
        goal_field(self).offer(reader)

    def facts(self) -> ActionFacts:
        """Return what was typed into a valid form."""
        said = self.cleaned_data
        return ActionFacts(
            title=said["title"],
            owner=self.owner_of(),
            due_on=said["due_on"],
            group=self.groups[said["group"]],
            words=said["words"],
            label=said["label"],
            goal=goal_field(self).chosen(said["goal"]),
        )


def goal_field(form: forms.Form) -> GoalField:
    """Return the field in which it is chosen what an action is for."""
    field = form.fields["goal"]
    assert isinstance(field, GoalField)  # noqa: S101 -- declared so
    return field


class SeenForm(GuardedForm):
    """A form that hands back what stood for an action as its page was opened."""

    is_behind = False  # somebody else changed it after its page was opened

    seen = forms.CharField(
        widget=forms.HiddenInput,
        max_length=100,
        required=False,
        label=_("The action as you saw it"),
    )

    @classmethod
    def for_action(cls, request: HttpRequest, action: Action, **said: Any) -> Self:
        """Make the form for an action as it is, or what was typed over it."""
        return cls.of(request, initial={**said, "seen": last_revision(action)})

    def look_again(self, action: Action) -> None:
        """Take the action as it is now for seen; what was typed stays."""
        self.put("seen", last_revision(action))
        self.is_behind = True


class ActionWordsForm(SeenForm):
    """What an action says, and what it is for, where that is seen."""

    guarded = ("title", "words")

    title = TitleField()
    words = words_field()
    goal = GoalField()

    @classmethod
    def for_reader(cls, request: HttpRequest, action: Action, reader: Person) -> Self:
        """Make the form for an action as it is, as somebody may know what it is for."""
        goal = goal_seen(action, reader)
        said = {"title": action.title, "words": action.words, "goal": value_of(goal)}
        form = cls.for_action(request, action, **said)
        goal_field(form).offer(reader, goal)
        if goal is None and (action.concern_id or action.aim_id):
            del form.fields["goal"]
        return form

    def goal_of(self) -> Goal | None:
        """Return what it is for by a valid form; None leaves it."""
        if "goal" not in self.fields:
            return None
        return goal_field(self).chosen(self.cleaned_data["goal"])


class MoveForm(SeenForm):
    """Another day on which an action is due."""

    guarded = ("words",)

    due_on = due_field()
    words = words_field(_("Why"))
