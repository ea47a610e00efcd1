"""How people are reached, who may see it, and what they take an interest in."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.clock import today
from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import PERSONAL, SYSTEM, Retention, held
from fourthp.partnership.models.conditions import Written
from fourthp.partnership.models.people import Person, Reach, Seat
from fourthp.partnership.models.roles import Role
from fourthp.partnership.models.words import Term


def reached_publicly() -> models.QuerySet[Seat]:
    """Return the seats of today through which an agency's public page names somebody.

    Never for an agency whose place is confidential, nor of anyone who sits for one
    too: a number may be that agency's as well. Nor through a closed group.
    """
    seats = Seat.objects.holding(today())
    hidden = seats.filter(agency__place_is_confidential=True)
    shown = seats.filter(agency__place_is_confidential=False, group__is_closed=False)
    return shown.filter(~Exists(hidden.filter(person=OuterRef("person"))))


def may_be_read(reader: Person | None, *, reach: str, owner: str) -> Q:
    """Return the condition that a reader may see what goes as far as a reach says.

    reach and owner name the fields that hold it and the person. It asks that a seat of
    the owner holds today; only her own, and what is public, shows by password (S6).
    """
    roles = reader.roles_held if reader and reader.is_strong else frozenset()
    if reader is not None and roles:
        if Role.COORDINATOR in roles:
            return Q()
        return Q(**{owner: reader.pk}) | _near(reader, reach=reach, owner=owner)
    public = reached_publicly().filter(person=OuterRef(owner))
    everyone = Q(Exists(public), **{reach: Reach.PUBLIC})
    return everyone if reader is None else Q(**{owner: reader.pk}) | everyone


def _near(reader: Person, *, reach: str, owner: str) -> Q:
    """Return the condition that one of a reader’s seats lets her see what others say.

    Of seats that she may not know of none brings her anything. What is public shows
    to whoever knows of any seat of the owner, as what is for the network does.
    """
    seats = Seat.objects.visible_to(reader).holding(today())
    hers = seats.filter(person=OuterRef(owner))
    agencies = {one.agency for one in reader.held if one.agency}
    groups = {one.group for one in reader.held}
    # Each of her seats is asked once, whichever way may lead through it.
    far = _goes(reach, Reach.NETWORK, Reach.PUBLIC)
    group = _goes(reach, Reach.GROUP) & Q(group__in=groups, group__is_network=False)
    agency = _goes(reach, Reach.AGENCY) & Q(agency__in=agencies)
    through = Exists(hers.filter(far | group | agency))
    return ~Q(**{reach: Reach.NOBODY}) & Q(through)


def _goes(reach: str, *how_far: Reach) -> Q:
    """Return the condition, of a seat, that what is asked about goes so far."""
    words = ", ".join(f"'{one.value}'" for one in how_far)
    return Q(Written(f"{{reach}} IN ({words})", others={"reach": OuterRef(reach)}))


class ContactPointQuerySet(models.QuerySet["ContactPoint"]):
    """Ways to reach people, and who may see them."""

    def visible_to(self, reader: Person | None) -> Self:
        """Return what a reader may see; the public sees what is said to everyone."""
        return self.filter(may_be_read(reader, reach="reach", owner="person"))


class ContactPoint(models.Model):
    """A way to reach somebody beside her mail, and who may see it."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("telephone")
        MOBILE = "mobile", _("mobile")
        OUT_OF_HOURS = "out-of-hours", _("out of hours")
        OTHER = "other", _("other")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="contact_points"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    value = models.CharField(_("number or address"), max_length=200)
    note = models.CharField(_("when to use it"), max_length=200, blank=True)
    reach = models.CharField(
        _("who may see it"), max_length=20, choices=Reach, default=Reach.AGENCY
    )

    objects = ContactPointQuerySet.as_manager()

    # Whoever may know somebody may read her history: no number stands in it.
    stands_in_history = False
    inventory = held(
        SYSTEM, Retention.WITH_ROW, "id", "person", "kind", "reach"
    ) | held(PERSONAL, Retention.WHILE_KNOWN, "value", "note")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(value=""), name="contact_point_says_something"
            ),
        ]

    def __str__(self) -> str:
        return self.value


class PersonTerm(models.Model):
    """Something that a person takes an interest in: a topic, or an area."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="interested_in"
    )
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+")

    stands_in_history = False
    inventory = held(SYSTEM, Retention.WITH_ROW, "id", "person") | held(
        PERSONAL, Retention.WITH_ROW, "term"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "term"], name="one_interest_a_term"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.term_id}"
