"""What this room holds of one person."""

from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils.translation import gettext_lazy as _

from fourthp.accounts.models import Identity, User
from fourthp.foundation.subjects import Holding, Section, Subject


def _users(who: Subject) -> list[str]:
    return who.ids("user")


def _sessions(who: Subject) -> Any:
    keys = UserSession.objects.filter(user__in=_users(who)).values("session_key")
    return Session.objects.filter(session_key__in=keys).order_by("-expire_date")


_SECRET = _("a secret by which you sign in: whoever reads it could be you")
# What is held of somebody here, as she is told it.
HOLDINGS = (
    Holding(
        "accounts.User",
        Section.DOORS,
        _("Your account"),
        lambda who: User.objects.filter(pk__in=_users(who)),
        shown={
            "email": _("address that you sign in with"),
            "joined_at": _("since"),
            "last_login": _("last signed in"),
            "is_active": _("is open"),
        },
        withheld={"password": _SECRET},
    ),
    Holding(
        "accounts.Identity",
        Section.DOORS,
        _("Employers through which you sign in"),
        lambda who: Identity.objects.filter(user_id__in=_users(who)),
        shown={"provider": _("which"), "joined_at": _("since")},
        withheld={"key": _SECRET},
    ),
    Holding(
        "account.EmailAddress",
        Section.DOORS,
        _("Addresses of your account"),
        lambda who: EmailAddress.objects.filter(user__in=_users(who)),
        shown={"email": _("address"), "verified": _("you showed that it is yours")},
    ),
    Holding(
        "account.EmailConfirmation",
        Section.DOORS,
        _("Mails that ask whether an address is yours"),
        lambda who: EmailConfirmation.objects.filter(
            email_address__user__in=_users(who)
        ),
        shown={"created": _("asked"), "sent": _("sent")},
        withheld={"key": _SECRET},
        since="created",
    ),
    Holding(
        "mfa.Authenticator",
        Section.DOORS,
        _("Second factors"),
        lambda who: Authenticator.objects.filter(user__in=_users(who)),
        shown={
            "type": _("kind"),
            "created_at": _("since"),
            "last_used_at": _("last used"),
        },
        withheld={"data": _SECRET},
    ),
    Holding(
        "usersessions.UserSession",
        Section.DOORS,
        _("Browsers in which you are signed in"),
        lambda who: UserSession.objects.filter(user__in=_users(who)).order_by("-pk"),
        shown={
            "user": _("account"),
            "created_at": _("since"),
            "last_seen_at": _("last seen"),
            "ip": _("from the address"),
            "user_agent": _("browser"),
        },
        withheld={"session_key": _SECRET},
        says={"user": lambda row, _who: row.user.email},
        since="created_at",
    ),
    Holding(
        "sessions.Session",
        Section.DOORS,
        _("Until when you stay signed in"),
        _sessions,
        shown={"expire_date": _("until")},
        withheld={"session_key": _SECRET, "session_data": _SECRET},
    ),
)
