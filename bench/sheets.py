"""A sheet of 3,000 people in 300 agencies: what it takes to look, bring in, take back.

    python -m bench.sheets [CSV]

Runs on whatever DATABASE_URL names, which must be empty. A CSV of one's own is read
after the made-up one, and only looked at.
"""

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("FOURTHP_HOME", tempfile.mkdtemp(prefix="fourthp-bench-"))
os.environ["DJANGO_SETTINGS_MODULE"] = "fourthp.config.settings"

import django

django.setup()

from django.conf import settings
from django.db import connection

from bench.import_directory import begin, say
from fourthp.config.commands.migrate import bring_up_to_date
from fourthp.config.home import prepare_home
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.partnership.models import Group, Person, Sheet
from fourthp.partnership.operations.sheets.applying import apply_sheet, undo_sheet
from fourthp.partnership.operations.sheets.handing_in import (
    confirm_columns,
    hand_in_sheet,
)
from fourthp.partnership.queries.sheets.planning import plan_sheet

PEOPLE, AGENCIES, WRONG = 3_000, 300, 40


def table() -> bytes:
    """Return the sheet: of its rows a few are wrong."""
    rows = ["Organisation,Name,E-mail,Mobile,Role"]
    for n in range(PEOPLE):
        address = "not an address" if n < WRONG else f"person{n}@agency{n}.example"
        name = "".join("abcdefghij"[int(digit)] for digit in str(n))
        rows.append(f"Agency {n % AGENCIES},Person {name},{address},07700 90{n:04},")
    return "\n".join(rows).encode()


def handed_in(data: bytes, name: str) -> Sheet:
    """Hand a table in and take what is guessed of its columns."""
    sheet = hand_in_sheet([data], file_name=name, by=Host(), now=now())
    if sheet.state == Sheet.State.COLUMNS:
        sheet = confirm_columns(sheet, sheet.chosen, by=Host())
    return sheet


def main() -> None:
    """Hand in, look, bring in, look again, take back; print a table."""
    prepare_home(settings.HOME)
    bring_up_to_date(verbosity=0)
    Group.objects.get_or_create(is_network=True, defaults={"name": "Network"})
    print(connection.vendor)
    begun = begin()
    sheet = handed_in(table(), "members.csv")
    say("hand in, confirm", begun)
    begun = begin()
    plan = plan_sheet(sheet)
    say("look", begun)
    begun = begin()
    sheet = apply_sheet(sheet, by=Host(), now=now(), seen=plan.digest())
    say(f"bring in {Person.objects.count()}", begun)
    begun = begin()
    again = plan_sheet(handed_in(table(), "again.csv"))
    say(f"hand in again: {again.counts()['people_here']} are here", begun)
    begun = begin()
    undo_sheet(sheet, by=Host(), now=now())
    say(f"take back, {Person.objects.count()} left", begun)
    for path in sys.argv[1:]:
        begun = begin()
        sheet = handed_in(Path(path).read_bytes(), path)
        say(f"{Path(path).name}: {plan_sheet(sheet).counts()}", begun)


if __name__ == "__main__":
    main()
