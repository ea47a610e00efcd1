"""The command line: `bin/fourthp --help`."""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from importlib import import_module

import django
from django.conf import settings
from django.db import DatabaseError, OperationalError

from fourthp.config import env
from fourthp.config.commands import CannotBeDone
from fourthp.config.home import HomeCannotBeUsed, prepare_home
from fourthp.foundation.clock import wall_time
from fourthp.foundation.tables import TableRefused

# What a volunteer reads of each; its module in fourthp.config.commands has its name.
COMMANDS = {
    "setup": "make a real, empty network and let its coordinator in",
    "serve": "answer in the browser, on this machine's loopback address",
    "work": "do the background and timed work (serve does it too)",
    "check": "say everything that is dangerous or missing",
    "clockwork": "say what happens on its own: when last, when next, what is late",
    "mail-check": "try the mail settings, and say what belongs into the DNS",
    "migrate": "bring the database to this version of the program",
    "import-directory": "read a directory of services from a package",
    "undo-import": "take an import back, to the row",
    "help-lines": "show or change the numbers on every public page",
    "let-in": "let somebody in who lost every second factor, with a second person",
    "verify-record": "compare the record of acts with its chain, or an old note",
    "sign-off": "write what a data-protection officer asks, from the settings",
    "demo": "start the demo network (bin/demo does)",
    "translate": "bring a language's catalogue up to the source",
    "manage": "run a Django command, for developers",
}
# What `setup` takes, and what it means.
SETUP = (
    ("name", "what the network is called"),
    ("country", "its country, by name or in two letters, for example GB"),
    ("time-zone", "its time zone, for example Europe/London"),
    ("languages", "its languages in short codes, the main one first"),
    ("emergency", "the number to call in danger there, looked up today"),
    ("national", "the number of a national helpline, looked up today"),
    ("areas", "'all' of its country's areas, or names with commas"),
    ("controller", "who answers in law for the data"),
    ("controller-address", "the postal address of whoever does"),
    ("coordinator", "the name of whoever coordinates it"),
    ("email", "the coordinator's e-mail address"),
    ("second", "the name of the second person"),
    ("second-email", "the second person's e-mail address"),
    ("contact-email", "a public e-mail address for questions"),
    ("contact-phone", "a public telephone number for questions"),
    ("profile", "small, ordinary or formal"),
)
EXIT_CODES = """\
exit codes:
  0  done
  1  it could not be done; one sentence says why
  2  the command was not understood
  3  check, clockwork, mail-check or verify-record found something
  130  ended by Ctrl-C
"""

WHERE_IT_STANDS = """\
settings, said before the command (docs/settings.md has all of them):
  FOURTHP_PORT=8010   the port on this machine; 8000 where nothing is said
  FOURTHP_HOME=/path  the folder that holds everything; {home} where nothing is said
"""
EPILOGS = {
    "demo": WHERE_IT_STANDS.format(home="~/.fourthp-demo"),
    "serve": WHERE_IT_STANDS.format(home="~/.fourthp"),
}

SAYS_IT_ITSELF = (CannotBeDone, HomeCannotBeUsed, env.SettingIsWrong, TableRefused)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    found = argparse.ArgumentParser(
        prog="bin/fourthp",
        description="Fourth P: the secretariat of an anti-trafficking network.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = found.add_subparsers(dest="command", metavar="command", required=True)
    for name, meaning in COMMANDS.items():
        one = commands.add_parser(
            name,
            help=meaning,
            description=meaning + ".",
            epilog=EPILOGS.get(name),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module = name.replace("-", "_")
        add = getattr(_ARGUMENTS, module, None)
        if add:
            add(one)
        one.set_defaults(module=module)
    return found


class _ARGUMENTS:
    """What each command takes."""

    @staticmethod
    def setup(one: argparse.ArgumentParser) -> None:
        for name, meaning in SETUP:
            one.add_argument(f"--{name}", help=f"{meaning} (asked when left out)")
        one.add_argument(
            "--yes", action="store_true", help="do not ask once more at the end"
        )

    @staticmethod
    def mail_check(one: argparse.ArgumentParser) -> None:
        one.add_argument("--to", metavar="ADDRESS", help="send one mail there")

    @staticmethod
    def let_in(one: argparse.ArgumentParser) -> None:
        one.add_argument("address", metavar="ADDRESS", help="what she signs in with")
        one.add_argument(
            "--alone", action="store_true", help="nobody answered for 24 hours"
        )
        one.add_argument("--reason", default="", help="why you go on alone; all see it")

    @staticmethod
    def help_lines(one: argparse.ArgumentParser) -> None:
        what = one.add_mutually_exclusive_group()
        what.add_argument(
            "--set",
            nargs=3,
            metavar=("KIND", "NUMBER", "NAME"),
            help="add or rename one: emergency 999 'Emergency services'",
        )
        what.add_argument("--checked", metavar="NUMBER", help="it was looked up today")
        what.add_argument("--remove", metavar="NUMBER", help="show it no longer")

    @staticmethod
    def verify_record(one: argparse.ArgumentParser) -> None:
        one.add_argument(
            "--accept",
            action="store_true",
            help="begin the notes again, after you put an older backup back yourself",
        )
        one.add_argument(
            "--against",
            metavar="FILE",
            help="a mail that a witness kept, as text; - reads what you paste",
        )

    @staticmethod
    def sign_off(one: argparse.ArgumentParser) -> None:
        one.add_argument(
            "--to",
            metavar="FILE",
            default="sign-off.zip",
            help="where the ZIP of PDF, HTML and Markdown goes (sign-off.zip)",
        )

    @staticmethod
    def serve(one: argparse.ArgumentParser) -> None:
        one.add_argument(
            "--without-work",
            action="store_true",
            help="leave background work to a separate `bin/fourthp work`",
        )

    @staticmethod
    def import_directory(one: argparse.ArgumentParser) -> None:
        one.add_argument(
            "source", metavar="SOURCE", help="a zip file, a folder, or a CSV or XLSX"
        )
        one.add_argument(
            "--columns", default="", help="a saved choice of columns, for a CSV or XLSX"
        )
        one.add_argument("--name", default="", help="the source's name, kept for ever")
        how = one.add_mutually_exclusive_group()
        how.add_argument("--dry-run", action="store_true", help="only say what differs")
        how.add_argument(
            "--yes", action="store_true", help="do not ask before applying"
        )

    @staticmethod
    def undo_import(one: argparse.ArgumentParser) -> None:
        one.add_argument("id", metavar="ID", help="the import's id, as it was printed")

    @staticmethod
    def translate(one: argparse.ArgumentParser) -> None:
        one.add_argument("language", metavar="LANGUAGE", help="for example ro or pt_BR")

    @staticmethod
    def manage(one: argparse.ArgumentParser) -> None:
        one.add_argument("arguments", nargs=argparse.REMAINDER)


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code; a fault is one sentence."""
    asked = parser().parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fourthp.config.settings")
    try:
        prepare_home(env.folder("FOURTHP_HOME", "~/.fourthp"))
        django.setup()
        module = import_module(f"fourthp.config.commands.{asked.module}")
        with _wall_time():
            return int(module.run(asked) or 0)
    except KeyboardInterrupt:
        _say("Stopped.")
        return 130
    except Exception as problem:
        if os.environ.get("FOURTHP_TRACEBACK"):
            raise
        _say(_one_sentence(problem))
        return 1


@contextmanager
def _wall_time() -> Iterator[None]:
    """Do a command in the network's own zone, once its database can tell it."""
    with ExitStack() as stack:
        # Before it is migrated or while it is away, each command says so itself.
        with suppress(DatabaseError):
            stack.enter_context(wall_time())
        yield


def _one_sentence(problem: Exception) -> str:
    if isinstance(problem, SAYS_IT_ITSELF):
        return str(problem)
    if isinstance(problem, OSError) and problem.strerror:
        return f"It could not be done: {problem.strerror} ({problem.filename or ''})."
    if isinstance(problem, OperationalError):
        return _of_database(problem)
    first = (str(problem).strip().splitlines() or [""])[0]
    return (
        f"It could not be done: {type(problem).__name__}: {first}"
        " (FOURTHP_TRACEBACK=1 shows more)"
    )


def _of_database(problem: OperationalError) -> str:
    text = str(problem).strip()
    if "full" in text or "No space left" in text:
        return "It could not be done: the disk is full."
    if "locked" in text:
        return "It could not be done: something else is writing to the database."
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        return "The database did not answer as it should: is DATABASE_URL right?"
    return f"The database cannot be used: {text.splitlines()[0]}."


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
