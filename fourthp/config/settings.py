"""Every setting of the program, read from the environment in one place."""

import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url
from django.utils.translation import gettext_lazy as _

from fourthp.accounts.rules.providers import Provider, ProviderIsWrong, read_providers
from fourthp.config import env
from fourthp.config.home import arriving_folder, mail_in_folder, secret_keys_file

PACKAGE = Path(__file__).resolve().parent.parent
HOME = env.folder("FOURTHP_HOME", "~/.fourthp")
PORT = env.whole_number("FOURTHP_PORT", 8000)
URL = env.text("FOURTHP_URL", f"http://localhost:{PORT}").rstrip("/")
TRUSTED_PROXIES = env.whole_number("FOURTHP_TRUSTED_PROXIES", 0)
DEMO = env.yes("FOURTHP_DEMO")
# Who reads what people type before it is kept.
GUARD = "fourthp.partnership.queries.guard.verdict"
# Who says that several people read a mailbox.
MAILBOX_OF_NOBODY = "fourthp.partnership.rules.mailboxes.is_of_nobody"
FONTS = env.text("FOURTHP_FONTS")
DEBUG = False

_host = urlsplit(URL)
HTTPS = _host.scheme == "https"
ALLOWED_HOSTS = [_host.hostname or "localhost"]

_start = env.moment("FOURTHP_CLOCK")
CLOCK_SHIFT = _start - datetime.now(UTC) if _start else timedelta(0)


def _secret_keys() -> list[str]:
    """Return the signing keys, newest first; an unprepared home gets a passing one."""
    try:
        lines = secret_keys_file(HOME).read_text().split()
    except OSError:
        lines = []
    return lines or [secrets.token_urlsafe(48)]


SECRET_KEY, *SECRET_KEY_FALLBACKS = _secret_keys()

INSTALLED_APPS = [
    "fourthp.config",
    "fourthp.demo",
    "fourthp.home",
    "fourthp.trust",
    "fourthp.meetings",
    "fourthp.directory",
    "fourthp.gatherings",
    "fourthp.plan",
    "fourthp.partnership",
    "fourthp.post",
    "fourthp.audit",
    "fourthp.accounts",
    "fourthp.foundation",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "django_tasks",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "fourthp.foundation.middleware.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "fourthp.accounts.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "fourthp.foundation.middleware.SameOriginMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "fourthp.accounts.middleware.IdleMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "fourthp.foundation.middleware.PolicyMiddleware",
    "fourthp.partnership.middleware.ZoneMiddleware",
    "fourthp.foundation.middleware.GapsMiddleware",
]

ROOT_URLCONF = "fourthp.config.urls"
WSGI_APPLICATION = "fourthp.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "fourthp.foundation.shell.shell",
            ],
        },
    }
]

FORM_RENDERER = "fourthp.foundation.shell.FormRenderer"
NAVIGATION = "fourthp.config.navigation.PLACES"

_SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;"
        " PRAGMA mmap_size=1073741824; PRAGMA temp_store=MEMORY"
    ),
}


def _database() -> dict[str, Any]:
    found: dict[str, Any] = dict(
        dj_database_url.parse(
            env.database("DATABASE_URL", f"sqlite:///{HOME}/db/fourthp.sqlite3"),
            conn_max_age=600,
            conn_health_checks=True,
        )
    )
    if found["ENGINE"].endswith("sqlite3"):
        found["OPTIONS"] = _SQLITE
    return found


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "fourthp.accounts.operations.hashing.QueuedScryptHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": f"{_VALIDATION}.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {
        "NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email"]},
    },
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 2 * 3600
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "front"

ACCOUNT_ADAPTER = "fourthp.accounts.operations.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"  # people are invited; a new address confirms itself
ACCOUNT_FORMS = {
    "login": "fourthp.accounts.forms.SignInForm",
    "reauthenticate": "fourthp.accounts.forms.AgainForm",
    "change_password": "fourthp.accounts.forms.PasswordForm",
    "set_password": "fourthp.accounts.forms.FirstPasswordForm",
    "reset_password": "fourthp.accounts.forms.ForgottenForm",
    "reset_password_from_key": "fourthp.accounts.forms.NewPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_LOGOUT_REDIRECT_URL = "front"
ACCOUNT_RATE_LIMITS = {
    # Of passwords, codes and passkeys alike; the library keys it by the account too,
    # which would shut its owner out everywhere.
    "login_failed": "20/m/ip",
    # The key is address and place together: guessing from one place never shuts
    # the owner out at another.
    "password": "5/5m/key",
    "code": "5/5m/key",
    # By the account, from all places where none of its codes was right lately.
    "code_elsewhere": "20/h/key",
    "reset_password": "20/m/ip",  # and by ForgottenForm
}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = (
    "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 -- a class
)
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
MFA_ADAPTER = "fourthp.accounts.operations.adapters.FactorAdapter"
MFA_FORMS = {
    "activate_totp": "fourthp.accounts.forms.AppForm",
    "add_webauthn": "fourthp.accounts.forms.PasskeyForm",
    "authenticate": "fourthp.accounts.forms.CodeForm",
    "edit_webauthn": "fourthp.accounts.forms.PasskeyNameForm",
    "login_webauthn": "fourthp.accounts.forms.PasskeySignInForm",
    "reauthenticate": "fourthp.accounts.forms.CodeAgainForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_SUPPORTED_TYPES = ["recovery_codes", "totp", "webauthn"]
MFA_TOTP_TOLERANCE = 1
PASSKEY_HOST = _host.hostname or "localhost"


def _sign_in_through() -> tuple[Provider, ...]:
    """Read FOURTHP_SIGN_IN: the employers' sign-ins, if there are any."""
    file = env.text("FOURTHP_SIGN_IN")
    if not file:
        return ()
    try:
        return read_providers(Path(file).expanduser().read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as problem:
        said = f"FOURTHP_SIGN_IN names a file that cannot be read: {file}"
        raise env.SettingIsWrong(f"{said}.") from problem
    except ProviderIsWrong as problem:
        raise env.SettingIsWrong(f"FOURTHP_SIGN_IN: {file} {problem}.") from problem


SIGN_IN_THROUGH = _sign_in_through()

# Shared by every process and kept over a restart: used codes and rates stand here.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_remembered",
        "KEY_FUNCTION": "fourthp.accounts.operations.hashing.blinded_key",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

SESSION_ENGINE = "fourthp.accounts.operations.desks"
SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 12 * 3600  # of whoever has not signed in yet
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# At which kind of computer somebody signs in who says nothing, and for how long.
DESKS = env.one_of("FOURTHP_DESKS", "shared", "own")
SHARED_IDLE = timedelta(minutes=env.count("FOURTHP_SHARED_MINUTES", 10, most=720))
SHARED_WHOLE = timedelta(hours=12)
OWN_WHOLE = timedelta(days=env.count("FOURTHP_OWN_DAYS", 30, most=365))
FACTOR_LASTS = timedelta(hours=env.count("FOURTHP_FACTOR_HOURS", 12, most=24 * 30))
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
if DEMO:
    # Made from our own words: they show what was not marked for translation.
    LANGUAGES += [("en-xa", _("English, stretched")), ("ar-xb", _("English, mirrored"))]
LOCALE_PATHS = [HOME / "files" / "locale"]
TIME_ZONE = "UTC"  # the network's own zone is set for every request
USE_TZ = True

TASKS = {"default": {"BACKEND": "fourthp.foundation.backends.LeasedBackend"}}

STATICFILES_FINDERS = [
    "fourthp.foundation.finders.SheetFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "files" / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": HOME / "files" / "stored"},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}


# What is received lies in clear meanwhile: in the home, and never for long.
FILE_UPLOAD_TEMP_DIR = arriving_folder(HOME)
# More than the largest file that is read, so that a form can say so in words.
MOST_HANDED_IN = 120_000_000

MAIL_FOLDER = HOME / "files" / "mail"
_sender = f"no-reply@{_host.hostname or 'localhost'}"
if DEMO:
    _sender = f"Anyshire Partnership <post@{_host.hostname or 'localhost'}>"
MAIL_NAME, MAIL_FROM = env.mailbox("FOURTHP_MAIL_FROM", _sender)
# The demo takes answers in: its mails say so, and its coordinator has some.
MAIL_IN = env.text("FOURTHP_MAIL_IN", f"maildir:{mail_in_folder(HOME)}" if DEMO else "")
MAIL_PER_MINUTE = env.whole_number("FOURTHP_MAIL_PER_MINUTE", 0)


def _mail_server() -> dict[str, Any] | None:
    """Read FOURTHP_MAIL: the mail server, or None where mails go into a folder."""
    server = env.mail_server("FOURTHP_MAIL")
    if server is None:
        return None
    is_secure = server.scheme == "smtps"
    return {
        "host": server.hostname,
        "port": server.port or (465 if is_secure else 587),
        "user": unquote(server.username or ""),
        "password": unquote(server.password or ""),
        "ssl": is_secure,
        "starttls": not is_secure and bool(server.username),
    }


def _mail_oauth() -> dict[str, str] | None:
    """Read how to get tokens for the mail server (RFC 6749), where it wants some."""
    said = {
        "token_url": env.text("FOURTHP_MAIL_TOKEN_URL"),
        "client_id": env.text("FOURTHP_MAIL_CLIENT_ID"),
        "client_secret": env.text("FOURTHP_MAIL_CLIENT_SECRET"),
        "refresh_token": env.text("FOURTHP_MAIL_REFRESH_TOKEN"),
        "scope": env.text("FOURTHP_MAIL_SCOPE"),
    }
    return said if said["token_url"] else None


MAIL_SERVER = _mail_server()
MAIL_OAUTH = _mail_oauth()
DEFAULT_FROM_EMAIL = MAIL_FROM

EMAIL_BACKEND = "fourthp.post.reactions.OutboxBackend"

SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # unique without regard to case, by a constraint on Lower(email)
]
