"""What differs from what those who are invited were told last, in words."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fourthp.gatherings.models import Gathering, Guest, Rhythm, Series, Told
from fourthp.gatherings.queries.invited import invited_to
from fourthp.gatherings.queries.told import place_in_mail, when_in_mail
from fourthp.gatherings.queries.words import day_in_words, times_told


@dataclass(frozen=True)
class Change:
    """One gathering to come that is otherwise than it was told last; told: how."""

    row: Gathering
    told: Told
    place: str

    @property
    def is_new_rhythm(self) -> bool:
        """Tell whether calendars know it by another name from now on."""
        return self.told.rhythm_id != self.row.rhythm_id

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Return what changed, from what to what; nothing where only its name did."""
        then = day_in_words(self.told.day)
        if self.row.is_cancelled:
            why = self.row.because
            return [(then, _("cancelled: %s") % why if why else _("cancelled"))]
        found = []
        if self.told.is_cancelled:
            found.append((then, _("takes place after all")))
        if self._was() != (self.row.day, self.row.at, self.row.minutes):
            before = times_told(self.told, self.row.rhythm)
            now = when_in_mail(self.row)
            why = f" ({self.row.because})" if self.row.because else ""
            found.append((then, f"{before} → {now}{why}"))
        if self.told.place != self.place:
            nowhere = _("not said")
            place = f"{self.told.place or nowhere} → {self.place or nowhere}"
            found.append((then, place))
        return found

    def _was(self) -> tuple[object, ...]:
        return self.told.day, self.told.at, self.told.minutes

    @property
    def facts(self) -> tuple[object, ...]:
        """Return what stands for how it is now."""
        row = self.row
        when = row.day, row.at, row.minutes, row.is_cancelled
        return row.pk, row.rhythm_id, *when, self.place


def changes_of(series: Series, *, now: datetime) -> list[Change]:
    """Return what is to come of a series and is otherwise than it was told last."""
    told = {one.gathering_id: one for one in Told.objects.filter(**_of(series))}
    rows = Gathering.objects.filter(rhythm__series=series).not_over(now).with_all()
    found = []
    for row in rows.order_by("starts_at", "pk"):
        if row.pk in told:
            change = Change(row, told[row.pk], place_in_mail(row))
            if change.lines or change.is_new_rhythm:
                found.append(change)
    return found


def _of(series: Series) -> dict[str, Series]:
    return {"gathering__rhythm__series": series}


def untold(series: Series, *, now: datetime) -> list[Gathering]:
    """Return what is to come of a series and was never told."""
    rows = Gathering.objects.filter(rhythm__series=series, told=None).not_over(now)
    return list(rows.with_all().order_by("starts_at", "pk"))


def digest_of(changes: list[Change]) -> str:
    """Return what stands for some changes: the same as long as nothing more changes."""
    said = repr([one.facts for one in changes])
    return sha256(said.encode()).hexdigest()


def rhythms_to_come(series: Series, *, now: datetime) -> list[Rhythm]:
    """Return the rhythms of a series of which something planned is to come."""
    rows = Gathering.objects.filter(rhythm__series=series).not_over(now)
    planned = rows.filter(state=Gathering.State.PLANNED).values("rhythm")
    found = Rhythm.objects.filter(pk__in=planned).select_related("series__group")
    return list(found.order_by("first_on", "pk"))


def next_of(rhythm: Rhythm, *, now: datetime) -> Gathering | None:
    """Return the next gathering of a rhythm that takes place."""
    rows = Gathering.objects.filter(rhythm=rhythm, state=Gathering.State.PLANNED)
    return rows.not_over(now).with_all().order_by("starts_at").first()


def waiting_for_theirs(series: Series, *, now: datetime) -> int:
    """Return how many invitations would go out if they were sent now."""
    count = 0
    for rhythm in rhythms_to_come(series, now=now):
        first = next_of(rhythm, now=now)
        seats = invited_to(first) if first else []
        have = set(rhythm.invitations.values_list("person", flat=True))
        count += sum(one.person_id not in have for one in seats)
    return count + guests_to_invite(series, now=now).count()


def guests_to_invite(series: Series, *, now: datetime) -> QuerySet[Guest]:
    """Return the guests to come who have an address and were sent nothing."""
    rows = Guest.objects.filter(
        gathering__rhythm__series=series,
        gathering__ends_at__gt=now,
        gathering__state=Gathering.State.PLANNED,
        sent_at=None,
    ).exclude(email="")
    return rows.select_related("gathering__rhythm__series__group")
