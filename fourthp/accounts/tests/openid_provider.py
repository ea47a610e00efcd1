"""An employer's sign-in of our own: a real OpenID Connect provider on loopback.

    python -m fourthp.accounts.tests.openid_provider PORT FOLDER BACK_URL…

It is a process and a program of its own, with a database in FOLDER: pages on which
people sign in by password and, who has one, an app's code; discovery, keys, codes with
PKCE, tokens that say `amr` and `auth_time` as somebody really signed in. What it is
told at /lies/ it does wrong from then on: that is what the attack tests are for.
"""

import sys
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

CLIENT, SECRET = "network", "a-secret-that-only-both-know-0123456789"
PASSWORD = "four unrelated words"
APP = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
# Who works there, and who of them has an app for codes.
PEOPLE = {"asha@clinic.example": APP, "ben@clinic.example": ""}
# Two whom the demo knows by the same address.
PEOPLE |= {"refuge@anyshire.example": APP, "chair@anyshire.example": APP}
TENANT = "tenant-1"
LIES: dict[str, object] = {}
# How each user signed in, as the page that gave out the code saw it.
CAME: dict[str, dict[str, object]] = {}


def configure(port: int, folder: Path) -> None:
    """Set up the provider's own Django, apart from the program's."""
    from django.conf import settings  # noqa: PLC0415 -- another program than ours

    settings.configure(
        SECRET_KEY="the provider's own",
        ALLOWED_HOSTS=["localhost"],
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "allauth",
            "allauth.account",
            "allauth.mfa",
            "allauth.idp.oidc",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
            "fourthp.accounts.tests.openid_pages.watch",
        ],
        ROOT_URLCONF="fourthp.accounts.tests.openid_pages",
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(folder / "provider.sqlite3"),
            }
        },
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        ACCOUNT_LOGIN_METHODS={"email"},
        ACCOUNT_SIGNUP_FIELDS=["email*", "password1*"],
        ACCOUNT_EMAIL_VERIFICATION="none",
        ACCOUNT_RATE_LIMITS=False,
        MFA_SUPPORTED_TYPES=["totp"],
        IDP_OIDC_ADAPTER="fourthp.accounts.tests.openid_pages.Adapter",
        IDP_OIDC_PRIVATE_KEY=new_key(),
        IDP_OIDC_RATE_LIMITS=False,
        SESSION_COOKIE_NAME="provider",
        CSRF_COOKIE_NAME="provider_csrf",
        USE_TZ=True,
        PORT=port,
    )


def new_key() -> str:
    """Return a fresh key that signs tokens."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 -- as above
    from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: PLC0415 -- as above

    return (
        rsa.generate_private_key(65537, 2048)
        .private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        .decode()
    )


def fill(backs: list[str]) -> None:
    """Make the tables, the people, and the one client."""
    from allauth.account.models import EmailAddress  # noqa: PLC0415 -- as above
    from allauth.idp.oidc.models import Client  # noqa: PLC0415 -- as above
    from allauth.mfa.totp.internal.auth import TOTP  # noqa: PLC0415 -- as above
    from django.contrib.auth import get_user_model  # noqa: PLC0415 -- as above
    from django.core.management import call_command  # noqa: PLC0415 -- as above

    call_command("migrate", verbosity=0)
    for email, secret in PEOPLE.items():
        user = get_user_model().objects.create_user(email, email, PASSWORD)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        if secret:
            TOTP.activate(user, secret)
    client = Client(id=CLIENT, name="The network", skip_consent=True)
    client.set_secret(SECRET)
    client.set_redirect_uris(backs)
    client.set_scopes(["openid", "email"])
    client.save()


class Server(ThreadingMixIn, WSGIServer):
    """Answers several at once, as Chromium asks."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the library's name
        """Say nothing."""


def main() -> None:
    """Answer until somebody ends the process."""
    port, folder, *backs = sys.argv[1:]
    configure(int(port), Path(folder))
    import django  # noqa: PLC0415 -- as above
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415 -- as above

    django.setup()
    fill(backs)
    with make_server(
        "127.0.0.1", int(port), get_wsgi_application(), Server, Quiet
    ) as server:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        server.serve_forever()


if __name__ == "__main__":
    # One module, whatever it is called by: its pages read what was told to it.
    sys.modules["fourthp.accounts.tests.openid_provider"] = sys.modules[__name__]
    main()
