"""What the clockwork does for the network: forget, and ask who is still there."""

from datetime import datetime, time, timedelta

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from fourthp.foundation.actors import Clockwork
from fourthp.foundation.clock import now as clock_now
from fourthp.foundation.duties import daily, duty
from fourthp.foundation.operations.work import end_work, telling
from fourthp.partnership.models import Person, Sheet
from fourthp.partnership.operations.asking_agencies import ASK_AGENCIES, ask_agencies
from fourthp.partnership.operations.audiences import forget_audiences
from fourthp.partnership.operations.circulars import forget_circulars
from fourthp.partnership.operations.leavers import (
    ASK_WHO_LEFT,
    LOOK_FOR_SILENCE,
    ask_who_left,
    look_for_silence,
)
from fourthp.partnership.operations.letting_in import forget_lettings_in
from fourthp.partnership.operations.looks import forget_names_asked
from fourthp.partnership.operations.names import forget_what_was_before
from fourthp.partnership.operations.people import forget_merges, forget_people
from fourthp.partnership.operations.sheets.applying import (
    NothingToTakeBack,
    SheetSaysOther,
    apply_sheet,
    undo_sheet,
)
from fourthp.partnership.operations.sheets.handing_in import SheetIsOver, forget_sheets
from fourthp.partnership.operations.widening import forget_widenings

FORGET = "partnership.forget_people"


@daily(
    FORGET,
    title=_("Forget people who left long ago, with their accounts"),
    if_late=_("They stay until this is done."),
)
def forget(now: datetime) -> int:
    """Forget people who left long ago."""
    return forget_people(by=Clockwork(FORGET), now=now)


@daily(
    "partnership.forget_what_was_before",
    title=_("Forget what names and numbers were before they were changed"),
    if_late=_("Histories tell it for longer, until this is done."),
)
def forget_before(now: datetime) -> int:
    """Forget what names, addresses and numbers were a month ago."""
    return forget_what_was_before(now=now)


@daily(
    "partnership.forget_merges",
    title=_("Forget which records went into which two years ago"),
    if_late=_("They can be made two again for longer, until this is done."),
)
def forget_old_merges(now: datetime) -> int:
    """Forget which records went into which two years ago."""
    return forget_merges(now=now)


@daily(
    "partnership.forget_circulars",
    title=_("Forget letters to members that are two years old"),
    if_late=_("They stay until this is done."),
)
def forget_letters(now: datetime) -> int:
    """Forget letters to members that are two years old."""
    return forget_circulars(now=now)


@daily(
    "partnership.forget_audiences",
    title=_("Forget readers who were chosen, and for whom nothing is any more"),
    if_late=_("They stay until this is done; nobody sees anything by them."),
)
def forget_readers(now: datetime) -> int:  # noqa: ARG001 -- the clock gives it to each duty
    """Forget audiences that nothing has, and to which no history leads back."""
    return forget_audiences()


@daily(
    "partnership.forget_lettings_in",
    title=_("Forget who was let in two years ago, and what nobody answered"),
    if_late=_("It stays until this is done; what nobody answered opens nothing."),
)
def forget_doors(now: datetime) -> int:
    """Forget who was let in long ago."""
    return forget_lettings_in(now=now)


@daily(
    "partnership.forget_widenings",
    title=_("Forget what took a second person two years ago, and what nobody answered"),
    if_late=_("It stays until this is done; what nobody answered opens nothing."),
)
def forget_what_took_two(now: datetime) -> int:
    """Forget what was asked of a second person long ago."""
    return forget_widenings(now=now)


@daily(
    "partnership.forget_names_asked",
    title=_("Forget which auditor asked two years ago who looked at something"),
    if_late=_("It stays until this is done."),
)
def forget_who_asked_for_names(now: datetime) -> int:
    """Forget who asked for names long ago."""
    return forget_names_asked(now=now)


@duty(
    ASK_WHO_LEFT,
    title=_("Ask an agency whether somebody has left to whom mail came back"),
    if_late=_("The question goes later; it is asked once of each address."),
    every=timedelta(hours=1),
)
def ask(now: datetime) -> int:
    """Ask colleagues and coordinators about every address stopped an hour ago."""
    return ask_who_left(now=now)


@daily(
    LOOK_FOR_SILENCE,
    title=_("Ask whoever was not heard of for a year, and stop after a month more"),
    if_late=_("The question goes later; each person is asked once."),
)
def look(now: datetime) -> int:
    """Ask the silent whether they are there; stop the address of who says nothing."""
    return look_for_silence(now=now)


@daily(
    ASK_AGENCIES,
    title=_("Ask agencies whether their people are still their people"),
    if_late=_("The question goes later; nobody is asked twice for it."),
    at=time(6),
)
def ask_about_people(now: datetime) -> int:
    """Ask each agency every so many months, and once more two weeks later."""
    return ask_agencies(now=now)


@duty(
    "partnership.forget_sheets",
    title=_("Forget the rows of sheets that were handed in a day ago"),
    if_late=_("They stay for longer, sealed: nobody but the coordinators sees them."),
    every=timedelta(hours=1),
)
def forget_rows_of_sheets(now: datetime) -> int:
    """Forget the rows of sheets that were handed in a day ago."""
    return forget_sheets(now=now)


@task()
def bring_sheet_in(work_id: str, sheet_id: str, person_id: str, seen: str) -> None:
    """Bring a sheet in, in the name of whoever pressed the button.

    Run again after a crash it finds that the sheet came in.
    """
    said, sheet = "", Sheet.objects.filter(pk=sheet_id).first()
    if sheet is not None and sheet.state != Sheet.State.APPLIED:
        try:
            apply_sheet(
                sheet,
                by=Person.objects.get(pk=person_id),
                now=clock_now(),
                seen=seen,
                progress=telling(work_id),
            )
        except (SheetSaysOther, SheetIsOver) as problem:
            said = str(problem)
        except PermissionDenied:
            said = gettext("You may not bring people in any more.")
    end_work(work_id, now=clock_now(), said=said)


@task()
def take_sheet_back(work_id: str, sheet_id: str, person_id: str) -> None:
    """Take a sheet back, in the name of whoever pressed the button.

    Run again after a crash it finds that it was taken back.
    """
    said, sheet = "", Sheet.objects.get(pk=sheet_id)
    if sheet.state != Sheet.State.UNDONE:
        try:
            undo_sheet(
                sheet,
                by=Person.objects.get(pk=person_id),
                now=clock_now(),
                progress=telling(work_id),
            )
        except NothingToTakeBack as problem:
            said = str(problem)
        except PermissionDenied:
            said = gettext("You may not take people back any more.")
    end_work(work_id, now=clock_now(), said=said)
