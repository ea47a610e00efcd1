"""What each reader wants, and which addresses nothing is sent to."""

from collections.abc import Iterable
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import PERSONAL, SYSTEM, Retention, held
from fourthp.post.rules import delivery
from fourthp.post.rules.delivery import Cadence


class Often(models.TextChoices):
    """How often what can wait comes."""

    AT_ONCE = Cadence.AT_ONCE, _("at once, each by itself")
    DAILY = Cadence.DAILY, _("in one mail a day")
    WEEKLY = Cadence.WEEKLY, _("in one mail a week")
    NEVER = Cadence.NEVER, _("never")


class Wishes(models.Model):
    """How one reader wants her mail; without a row, what waits comes once a week."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reader_kind = models.CharField(max_length=40)
    reader_id = models.CharField(max_length=64)
    duty = models.CharField(max_length=10, choices=Often, default=Often.WEEKLY)
    news = models.CharField(max_length=10, choices=Often, default=Often.WEEKLY)
    weekday = models.PositiveSmallIntegerField(default=0)  # from Monday, 0
    language = models.CharField(max_length=10, blank=True)
    zone = models.CharField(max_length=64, blank=True)
    changed_at = models.DateTimeField()

    matter_kind = "wishes"
    inventory = held(SYSTEM, Retention.WITH_ROW, "id", "changed_at") | held(
        PERSONAL,
        Retention.WHILE_KNOWN,
        "reader_kind",
        "reader_id",
        "duty",
        "news",
        "weekday",
        "language",
        "zone",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reader_kind", "reader_id"], name="one_row_of_wishes_a_reader"
            ),
            models.CheckConstraint(
                condition=~Q(duty=Cadence.NEVER), name="a_duty_is_never_left"
            ),
            models.CheckConstraint(
                condition=Q(weekday__lte=6), name="a_week_has_seven_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duty}, {self.news}"


def digests_of(address: str) -> list[str]:
    """Return what stands for the address of who was erased, by the newest key first.

    By it the address is known again, and cannot be read.
    """
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [
        "hmac:"
        + salted_hmac(
            "post.suppression", address.lower(), secret=key, algorithm="sha256"
        ).hexdigest()
        for key in keys
    ]


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    """What is stopped, by the address that stands in it or the digest of one."""

    def of(self, addresses: Iterable[str]) -> Self:
        """Return what stops mail to any of some addresses, in whatever case."""
        folded = {address.lower() for address in addresses}
        known = {one for address in folded for one in digests_of(address)}
        return self.filter(address__in=folded | known)


class Suppression(models.Model):
    """An address to which nothing is sent, and why.

    Of somebody who was erased a digest stands in its place (`digests_of`).
    """

    class Because(models.TextChoices):
        HARD = "hard", _("the mailbox does not exist")
        SOFT = "soft", _("the mailbox refused mail twice within 30 days")
        COMPLAINT = "complaint", _("mail to it was reported as unwanted")
        SILENCE = "silence", _("nobody has answered or signed in for long")
        BY_HAND = delivery.BY_HAND, _("somebody stopped it here")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    address = models.CharField(max_length=254, unique=True)  # in small letters
    because = models.CharField(max_length=10, choices=Because)
    code = models.CharField(max_length=20, blank=True)
    since = models.DateTimeField()

    objects = SuppressionQuerySet.as_manager()

    matter_kind = "suppression"
    inventory = held(SYSTEM, Retention.YEARS_2, "id", "because", "code", "since") | (
        held(PERSONAL, Retention.YEARS_2, "address")
    )

    def __str__(self) -> str:
        return str(self.get_because_display())

    @property
    def is_by_hand(self) -> bool:
        """Tell whether somebody stopped it here: no link in a mail lifts that."""
        return self.because == self.Because.BY_HAND


class Bounce(models.Model):
    """One message that came back, or was refused at the door."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    address = models.CharField(max_length=254, db_index=True)
    domain = models.CharField(max_length=254)
    is_hard = models.BooleanField()
    is_policy = models.BooleanField(default=False)
    code = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()

    inventory = held(
        SYSTEM, Retention.DAYS_30, "id", "is_hard", "is_policy", "code", "at"
    ) | held(PERSONAL, Retention.DAYS_30, "address", "domain")

    class Meta:
        indexes = [models.Index(fields=["domain", "at"], name="bounce_of_domain")]

    def __str__(self) -> str:
        return self.code
