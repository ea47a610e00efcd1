"""What people may type about a series of meetings."""

from collections.abc import Mapping
from typing import Any, Self
from uuid import UUID

from django import forms
from django.http import HttpRequest  # noqa: TID251 -- a form is made for a request
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.guarded import GuardedForm
from fourthp.gatherings.models import Series
from fourthp.meetings.forms.fields import (
    minutes_field,
    purpose_field,
    seen_field,
    title_field,
)
from fourthp.meetings.models import MeetingSeries, Purpose, StandingItem, Turn
from fourthp.meetings.operations.series import SeriesNeeds, Standing
from fourthp.meetings.queries.readers import seats_offered
from fourthp.meetings.queries.series import standing_version, turns_version
from fourthp.partnership.forms.fields import LineField
from fourthp.partnership.models import Person, Seat
from fourthp.partnership.queries.network import profile_rules

QUORUM = ("quorum_agencies", "quorum_percent", "quorum_statutory")
EMPTY, MOST_STANDING = 3, 20
EMPTY_TURNS, MOST_TURNS = 3, 20


class NeedsForm(GuardedForm):
    """What all meetings of a series need."""

    guarded = ("hosted_by",)

    items_due = forms.IntegerField(
        label=_("Items are due this many days before"),
        min_value=0,
        max_value=60,
        initial=10,
        help_text=_("A week before that, the group is asked for items by mail."),
    )
    papers_due = forms.IntegerField(
        label=_("Papers are due this many days before"),
        min_value=0,
        max_value=60,
        initial=5,
    )
    quorum_agencies = forms.IntegerField(
        label=_("Quorum: this many agencies"),
        min_value=1,
        max_value=500,
        required=False,
        help_text=_("Leave both boxes empty where no quorum is asked for."),
    )
    quorum_percent = forms.IntegerField(
        label=_("Quorum: so many in a hundred of the group’s agencies"),
        min_value=1,
        max_value=100,
        required=False,
    )
    quorum_statutory = forms.BooleanField(
        label=_("A statutory agency has to be there"), required=False
    )
    chatham_house = forms.BooleanField(
        label=_("Chatham House rule: what is said may be used, and nobody is named"),
        required=False,
    )
    hosted_by = LineField(
        label=_("Held by somebody else"),
        max_length=200,
        required=False,
        help_text=_("Only where it is not our meeting, and we have but an item in it."),
    )
    seen = seen_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Leave out what the network's profile does not know."""
        super().__init__(*args, **kwargs)
        if not profile_rules().has_quorum:
            for name in QUORUM:
                del self.fields[name]

    @classmethod
    def for_series(cls, request: HttpRequest, kept: MeetingSeries | None) -> Self:
        """Make the form that says what meetings need, or what was typed over it."""
        if kept is None:
            return cls.of(request)
        names = ("items_due", "papers_due", "chatham_house", "hosted_by", *QUORUM)
        said = {name: getattr(kept, name) for name in names}
        return cls.of(request, initial=said | {"seen": kept.version})

    def needs(self, kept: MeetingSeries | None) -> SeriesNeeds:
        """Return what was typed; what the form does not ask for stays as it is."""
        there = {n: getattr(kept, n) for n in QUORUM} if kept else {}
        said = {n: v for n, v in self.cleaned_data.items() if n in _NEEDS}
        return SeriesNeeds(**there | said)


_NEEDS = frozenset(SeriesNeeds.__dataclass_fields__)


class StandingForm(GuardedForm):
    """What stands on every agenda: some lines, each with its place; empty ones go."""

    guarded = ("title*",)

    seen = seen_field()

    def __init__(self, *args: Any, rows: list[StandingItem], **kwargs: Any) -> None:
        """Make a line for each item that stands, and some that are empty."""
        super().__init__(*args, **kwargs)
        self.count = min(max(len(rows) + EMPTY, self._sent()), MOST_STANDING)
        for number in range(self.count):
            self._add(number, rows[number] if number < len(rows) else None)

    def _sent(self) -> int:
        return sum(name.startswith("title") for name in self.data)

    def _add(self, number: int, row: StandingItem | None) -> None:
        said = {"n": number + 1}
        title, minutes = row.title if row else "", row.minutes if row else None
        purpose = row.purpose if row else Purpose.INFORMATION.value
        self.fields |= {
            f"place{number}": forms.IntegerField(
                label=_("Place of line %(n)d") % said,
                min_value=1,
                max_value=99,
                required=False,
                initial=number + 1,
            ),
            f"title{number}": title_field(
                label=_("Title of line %(n)d") % said, required=False, initial=title
            ),
            f"purpose{number}": purpose_field(
                label=_("What for, line %(n)d") % said, initial=purpose
            ),
            f"minutes{number}": minutes_field(
                label=_("Minutes of line %(n)d") % said, required=False, initial=minutes
            ),
        }

    @classmethod
    def for_series(cls, request: HttpRequest, kept: MeetingSeries) -> Self:
        """Make the form of what stands now, or what was typed over it."""
        rows = list(kept.standing.all())
        return cls.of(request, initial={"seen": standing_version(kept)}, rows=rows)

    def lines(self) -> list[list[forms.BoundField]]:
        """Return the boxes of each line, for the template."""
        names = ("place", "title", "purpose", "minutes")
        return [[self[f"{n}{number}"] for n in names] for number in range(self.count)]

    def items(self) -> list[Standing]:
        """Return what was typed into a valid form, by its places."""
        said = self.cleaned_data
        numbers = [n for n in range(self.count) if said[f"title{n}"]]
        numbers.sort(key=lambda n: (said[f"place{n}"] or 99, n))
        return [
            Standing(said[f"title{n}"], said[f"purpose{n}"], said[f"minutes{n}"] or 0)
            for n in numbers
        ]


class RotaForm(GuardedForm):
    """Whose seats chair and take minutes, in turn: some boxes; empty ones go."""

    seen = seen_field()

    def __init__(
        self,
        *args: Any,
        offered: Mapping[UUID, str],
        rows: list[Turn],
        **kwargs: Any,
    ) -> None:
        """Make a box for each turn, and some that are empty."""
        super().__init__(*args, **kwargs)
        self.names: dict[str, list[str]] = {}
        gone = _("a seat that is over")
        words = {one.seat_id: gone for one in rows} | dict(offered)
        self.choices = [("", _("Nobody")), *((str(pk), w) for pk, w in words.items())]
        for duty in Turn.Duty:
            there = [str(one.seat_id) for one in rows if one.duty == duty]
            self._add(duty, there)

    def _add(self, duty: Turn.Duty, there: list[str]) -> None:
        sent = sum(name.startswith(duty.value) for name in self.data)
        count = min(max(len(there) + EMPTY_TURNS, sent), MOST_TURNS)
        self.names[duty.value] = [f"{duty.value}{number}" for number in range(count)]
        for number, name in enumerate(self.names[duty.value]):
            self.fields[name] = forms.ChoiceField(
                label=_("Turn %d") % (number + 1),
                choices=self.choices,
                required=False,
                initial=there[number] if number < len(there) else "",
            )

    @classmethod
    def for_series(
        cls, request: HttpRequest, kept: MeetingSeries, *, reader: Person
    ) -> Self:
        """Make the form of the rotas as they are, or what was typed over them."""
        rows = list(kept.turns.all())
        series: Series = kept.series
        offered = dict(seats_offered(series, reader))
        initial = {"seen": turns_version(kept)}
        return cls.of(request, initial=initial, offered=offered, rows=rows)

    def boxes(self, duty: str) -> list[forms.BoundField]:
        """Return the boxes of one rota, for the template."""
        return [self[name] for name in self.names[duty]]

    def chairs(self) -> list[forms.BoundField]:
        """Return the boxes of who chairs."""
        return self.boxes(Turn.Duty.CHAIR)

    def minute_takers(self) -> list[forms.BoundField]:
        """Return the boxes of who takes the minutes."""
        return self.boxes(Turn.Duty.MINUTES)

    def turns(self) -> dict[Turn.Duty, list[Seat]]:
        """Return what was chosen in a valid form."""
        said = self.cleaned_data
        chosen = {
            duty: [said[name] for name in self.names[duty] if said[name]]
            for duty in Turn.Duty
        }
        keys = {key for keys in chosen.values() for key in keys}
        seats = {str(one.pk): one for one in Seat.objects.filter(pk__in=keys)}
        return {duty: [seats[k] for k in keys] for duty, keys in chosen.items()}
