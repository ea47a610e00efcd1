"""The network's own settings."""

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Replace
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import PUBLIC, SYSTEM, Retention, held


class Profile(models.TextChoices):
    """How much of the program's rules a network wants: what is off shows nowhere."""

    SMALL = "small", _("small: few rules")
    ORDINARY = "ordinary", _("ordinary")
    FORMAL = "formal", _("formal: votes, quorum, agreements")


class Network(models.Model):
    """This network: there is one row.

    languages: BCP 47 codes, the first for pages that nobody chose a language for.
    controller: who answers for the data (GDPR Art. 4(7)), with its address.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=200)
    country = models.CharField(_("country"), max_length=2)  # ISO 3166-1 alpha-2
    time_zone = models.CharField(_("time zone"), max_length=64)
    profile = models.CharField(
        _("profile"), max_length=20, choices=Profile, default=Profile.ORDINARY
    )
    languages = models.JSONField(_("languages"), default=list, blank=True)
    controller = models.CharField(_("data controller"), max_length=300, blank=True)
    controller_address = models.TextField(
        _("address of the data controller"), blank=True
    )
    contact_email = models.EmailField(_("e-mail address for questions"), blank=True)
    contact_phone = models.CharField(
        _("number for questions"), max_length=40, blank=True
    )
    # How often agencies are asked whether their people are still theirs.
    reconfirm_months = models.PositiveSmallIntegerField(
        _("months between asking agencies about their people"), default=12
    )
    # The list of the first month is shown until a coordinator folds it away.
    first_month_closed_on = models.DateField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)
    only = models.BooleanField(default=True, editable=False)

    matter_kind = "network"
    inventory = held(
        SYSTEM,
        Retention.WITH_ROW,
        "id",
        "is_demo",
        "only",
        "reconfirm_months",
        "first_month_closed_on",
    ) | held(
        PUBLIC,
        Retention.UNTIL_REPLACED,
        "name",
        "country",
        "time_zone",
        "profile",
        "languages",
        "controller",
        "controller_address",
        "contact_email",
        "contact_phone",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["only"], name="one_network"),
            models.CheckConstraint(condition=Q(only=True), name="network_only"),
        ]

    def __str__(self) -> str:
        return self.name


class HelpLine(models.Model):
    """An emergency or national number, said on every public page."""

    class Kind(models.TextChoices):
        EMERGENCY = "emergency", _("emergency")
        NATIONAL = "national", _("national helpline")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    country = models.CharField(max_length=2)
    kind = models.CharField(max_length=20, choices=Kind)
    name = models.CharField(_("name"), max_length=200)
    number = models.CharField(_("number"), max_length=40)
    hours = models.CharField(_("hours"), max_length=200, blank=True)
    cost = models.CharField(_("cost"), max_length=200, blank=True)
    checked_on = models.DateField(_("checked on"))
    position = models.PositiveSmallIntegerField(default=0)

    matter_kind = "help-line"
    inventory = held(SYSTEM, Retention.WITH_ROW, "id", "position") | held(
        PUBLIC,
        Retention.UNTIL_REPLACED,
        "country",
        "kind",
        "name",
        "number",
        "hours",
        "cost",
        "checked_on",
    )

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(number=""), name="line_has_a_number"),
            models.UniqueConstraint(
                "kind",
                Replace("number", Value(" "), Value("")),
                name="line_stands_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"
