"""The nouns of signing in."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import (
    PERSONAL,
    SECRET,
    SYSTEM,
    Retention,
    describe,
    held,
)


class UserManager(BaseUserManager["User"]):
    """Finds users by e-mail, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def create_user(
        self, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        """Make a user; without a password the account is closed until one is set."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Somebody who can sign in. No user name, no name: a Person has those."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=254)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    matter_kind = "user"
    inventory = (
        held(SYSTEM, Retention.WHILE_ACCOUNT, "id", "is_active", "joined_at")
        | held(PERSONAL, Retention.WHILE_ACCOUNT, "email", "last_login")
        | held(SECRET, Retention.WHILE_ACCOUNT, "password")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_user_an_email"),
        ]

    def __str__(self) -> str:
        return self.email


class Identity(models.Model):
    """Who somebody is at an employer's sign-in; an address never says it.

    key: a digest of the issuer and of what she is called there for good (RFC 7519,
    `iss` and `sub`). Neither her name nor her number there is kept.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="identities")
    provider = models.CharField(max_length=30)
    issuer = models.CharField(max_length=300)
    key = models.CharField(max_length=64, unique=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    inventory = held(
        SYSTEM, Retention.WHILE_ACCOUNT, "id", "user", "provider", "issuer", "joined_at"
    ) | held(SECRET, Retention.WHILE_ACCOUNT, "key")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "issuer"], name="one_identity_an_issuer"
            ),
        ]

    def __str__(self) -> str:
        return self.provider


class Remembered(models.Model):
    """What must be known for a short while in every process, and after a restart.

    Rate buckets and used codes. The columns are those of Django's database cache;
    keys are an HMAC, so that a row says nothing of whom it is about.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    inventory = held(SYSTEM, Retention.DAYS_30, "cache_key", "value", "expires")

    def __str__(self) -> str:
        return self.cache_key


_ACCOUNT = Retention.WHILE_ACCOUNT

# The library's own tables.
describe(
    "account.EmailAddress",
    held(SYSTEM, _ACCOUNT, "id", "user", "verified", "primary")
    | held(PERSONAL, _ACCOUNT, "email"),
)
describe(
    "account.EmailConfirmation",
    held(SYSTEM, Retention.DAYS_30, "id", "email_address", "created", "sent")
    | held(SECRET, Retention.DAYS_30, "key"),
)
describe(
    "mfa.Authenticator",
    held(SYSTEM, _ACCOUNT, "id", "user", "type", "created_at")
    | held(PERSONAL, _ACCOUNT, "last_used_at")
    | held(SECRET, _ACCOUNT, "data"),
)
describe(
    "usersessions.UserSession",
    held(SYSTEM, Retention.DAYS_30, "id", "data")
    | held(
        PERSONAL,
        Retention.DAYS_30,
        "user",
        "created_at",
        "ip",
        "last_seen_at",
        "user_agent",
    )
    | held(SECRET, Retention.DAYS_30, "session_key"),
)
describe(
    "sessions.Session",
    held(SYSTEM, Retention.DAYS_30, "expire_date")
    | held(SECRET, Retention.DAYS_30, "session_key", "session_data"),
)
describe(
    "contenttypes.ContentType",
    held(SYSTEM, Retention.WITH_ROW, "id", "app_label", "model"),
)
describe(
    "auth.Permission",
    held(SYSTEM, Retention.WITH_ROW, "id", "name", "content_type", "codename"),
)
describe("auth.Group", held(SYSTEM, Retention.WITH_ROW, "id", "name", "permissions"))
