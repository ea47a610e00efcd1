"""What people may type to plan gatherings, and to change what is planned."""

from datetime import datetime, timedelta
from typing import Any, Self

from django import forms
from django.http import HttpRequest  # noqa: TID251 -- a form is made for a request
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.guarded import GuardedForm
from fourthp.gatherings.forms.fields import LineField
from fourthp.gatherings.forms.places import WhereForm, where_written
from fourthp.gatherings.forms.times import ONCE, RhythmForm, TimeForm
from fourthp.gatherings.models import Gathering, Series
from fourthp.gatherings.operations.series import SeenBy, SeriesFacts
from fourthp.gatherings.queries.coming import groups_to_plan_for
from fourthp.gatherings.queries.preview import Preview, preview_of
from fourthp.gatherings.queries.series import version_of
from fourthp.gatherings.queries.venues import venue_of_series
from fourthp.partnership.models import Person

SEEN_BY = (
    (SeenBy.MEMBERS.value, _("All members of the network (TLP:GREEN)")),
    (SeenBy.GROUP.value, _("Those who sit in the group (TLP:GREEN)")),
    (
        SeenBy.STRONG.value,
        _("Those who sit in the group, with a second factor (TLP:AMBER)"),
    ),
    (SeenBy.EVERYONE.value, _("Everyone: it may be passed on to anybody (TLP:CLEAR)")),
)
WHY = _("Why")
WHY_HINT = _("Whoever was to come reads it. Write nothing about anybody.")


def name_field() -> LineField:
    """Return a field for what gatherings are called."""
    return LineField(
        label=_("Name"),
        max_length=120,
        error_messages={"required": _("Give it a name.")},
    )


class PreviewedForm(RhythmForm):
    """A rhythm whose next dozen is looked at before it is kept."""

    seen_dates = forms.CharField(
        widget=forms.HiddenInput,
        required=False,
        max_length=64,
        label=_("The days as you saw them"),
    )

    preview: Preview | None = None

    def shows_preview(self) -> bool:
        """Show the next dozen of a valid form; tell whether it was looked at."""
        self.preview = preview_of(self.when())
        said = repr((self.preview.walls, self.when()))
        token = salted_hmac("fourthp.gatherings.preview", said).hexdigest()
        was_seen = bool(self.cleaned_data["seen_dates"] == token)
        self.put("seen_dates", token)
        return was_seen


class PlanForm(PreviewedForm, WhereForm):
    """A series that is planned, or a gathering that is held once."""

    guarded = ("name",)

    name = name_field()
    group = forms.ChoiceField(label=_("Of which group"))
    seen_by = forms.ChoiceField(
        label=_("Who sees it"),
        choices=SEEN_BY,
        initial=SeenBy.MEMBERS.value,
        widget=forms.RadioSelect,
    )

    field_order = (
        *("name", "group", "seen_by", "day", "at", "to", "repeats", "each", "not_in"),
        *("until", "times", "zone", "place", "room", "access", "invitation", "link"),
        *("meeting_id", "passcode", "numbers"),
    )

    def __init__(self, *args: Any, planner: Person, **kwargs: Any) -> None:
        """Offer the groups for which somebody plans."""
        super().__init__(*args, **kwargs)
        self.groups = {str(one.pk): one for one in groups_to_plan_for(planner)}
        named = [(pk, one.name) for pk, one in self.groups.items()]
        self.fields["group"].choices = named  # type: ignore[attr-defined]  # a choice field has them

    def facts(self) -> SeriesFacts:
        """Return what was typed into a valid form."""
        said = self.cleaned_data
        return SeriesFacts(
            name=said["name"],
            group=self.groups[said["group"]],
            seen_by=SeenBy(said["seen_by"]),
            when=self.when(),
            where=self.where(),
        )


class SeriesForm(WhereForm):
    """What a series is called, and where it is held."""

    guarded = ("name",)

    name = name_field()
    seen = forms.CharField(
        widget=forms.HiddenInput, max_length=64, label=_("The series as you saw it")
    )

    field_order = ("name",)

    @classmethod
    def for_series(cls, request: HttpRequest, series: Series) -> Self:
        """Make the form that says what a series says, or what was typed over it."""
        said = where_written(venue_of_series(series))
        said |= {"name": series.name, "seen": version_of(series)}
        return cls.of(request, initial=said)


class _SeenForm(GuardedForm):
    """A form about one gathering, as it was when its page was opened."""

    seen = forms.CharField(
        widget=forms.HiddenInput, max_length=100, label=_("The gathering as you saw it")
    )


class MoveForm(TimeForm, _SeenForm):
    """To when one gathering is moved, and why."""

    guarded = ("because",)

    because = LineField(label=WHY, max_length=300, required=False, help_text=WHY_HINT)

    @classmethod
    def for_gathering(cls, request: HttpRequest, gathering: Gathering) -> Self:
        """Make the form that says when it is, or what was typed over it."""
        said = times_written(gathering.wall, gathering.minutes)
        return cls.of(request, initial=said | {"seen": gathering.version})


class CancelForm(_SeenForm):
    """Why one gathering is cancelled."""

    guarded = ("because",)

    because = LineField(label=WHY, max_length=300, required=False, help_text=WHY_HINT)


class FollowingForm(PreviewedForm, _SeenForm):
    """How a gathering and all that follow are held from now on."""

    @classmethod
    def for_gathering(cls, request: HttpRequest, gathering: Gathering) -> Self:
        """Make the form that says how it repeats, or what was typed over it."""
        rhythm = gathering.rhythm
        said = times_written(gathering.wall, rhythm.minutes)
        said |= {"zone": rhythm.zone, "seen": gathering.version, "repeats": ONCE}
        rule = rhythm.repeats
        if rule is not None:
            said |= {"repeats": rule.by.value, "each": rule.each}
            said |= {"not_in": sorted(rule.not_in), "until": rule.until}
        return cls.of(request, initial=said)


def times_written(wall: datetime, minutes: int) -> dict[str, Any]:
    """Return a wall time as a form says it."""
    end = wall + timedelta(minutes=minutes)
    return {"day": wall.date(), "at": wall.time(), "to": end.time()}
