"""The program's own settings on a throw-away home, with the demo's pages open."""

import atexit
import os
import shutil
import tempfile

if "PYTEST_XDIST_WORKER" not in os.environ:
    # Whoever starts the tests makes the folder, and takes it away again.
    _ROOT = tempfile.mkdtemp(prefix="fourthp-test-")
    os.environ["FOURTHP_TEST_ROOT"] = _ROOT
    atexit.register(shutil.rmtree, _ROOT, ignore_errors=True)

os.environ["FOURTHP_HOME"] = os.environ.get("FOURTHP_TEST_HOME") or tempfile.mkdtemp(
    dir=os.environ.get("FOURTHP_TEST_ROOT")
)
os.environ["FOURTHP_DEMO"] = "yes"
os.environ.pop("FOURTHP_CLOCK", None)

from fourthp.accounts.rules.providers import Provider
from fourthp.config.languages import prepare_languages
from fourthp.config.settings import *  # noqa: F403 -- the environment comes first

# A test that hashes a password is not a test of hashing.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {  # noqa: F405 -- from the star import above
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MAIL_NAME = ""  # only the demo gives its mails another name by itself
MAIL_IN = ""  # and takes answers in by itself
MAIL_FROM = "no-reply@localhost"
ALLOWED_HOSTS = ["testserver", "localhost"]
# So that every page is walked as it is where a host set one up.
SIGN_IN_THROUGH = (
    Provider(
        "clinic",
        "Harbour Clinic",
        "https://sign-in.clinic.example",
        "network",
        "a secret",
        issuer="https://sign-in.clinic.example",
        second_factor={"amr": ("mfa",)},
    ),
)

# Threads and processes of a test share one real file, as in a real home. That a disk
# has what was acknowledged is shown by tests which kill a program of their own.
_ours = DATABASES["default"]  # noqa: F405 -- as above
if _ours["ENGINE"].endswith("sqlite3"):
    _ours["TEST"] = {"NAME": str(HOME / "test.sqlite3")}  # noqa: F405 -- as above
    _asked = _ours["OPTIONS"]["init_command"].replace("FULL", "OFF")
    _ours["OPTIONS"] = _ours["OPTIONS"] | {"init_command": _asked}
else:
    _ours.setdefault("OPTIONS", {})["options"] = "-c synchronous_commit=off"

STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 -- as above
FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)  # noqa: F405 -- as above

prepare_languages(PACKAGE, LOCALE_PATHS[0], pseudo=True)  # noqa: F405 -- as above

INSTALLED_APPS.append("django_linear_migrations")  # noqa: F405 -- as above
