"""What the clockwork and the worker do for the directory."""

from contextlib import suppress
from datetime import datetime, time, timedelta

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks import task

from fourthp.directory.models import Draft, Import
from fourthp.directory.operations.forgetting import (
    forget_agencies,
    forget_ended_listings,
    forget_old_rows,
)
from fourthp.directory.operations.hours import refresh_open_hours
from fourthp.directory.operations.imports.applying import (
    ImportIsUndone,
    ImportRunsAlready,
    undo_import,
)
from fourthp.directory.operations.imports.drafts import (
    DifferenceIsOld,
    apply_draft,
    forget_drafts,
    read_draft,
)
from fourthp.directory.operations.mails import tell_due
from fourthp.directory.operations.sharing import leave_out_what_ended
from fourthp.foundation.actors import Clockwork
from fourthp.foundation.clock import now as clock_now
from fourthp.foundation.duties import daily, duty
from fourthp.foundation.models import Work
from fourthp.foundation.operations.work import end_work, telling
from fourthp.foundation.seals import FileIsGone
from fourthp.partnership.models import Person

FORGET = "directory.forget"
TELL_DUE = "directory.tell_due"


@duty(
    "directory.refresh_open_hours",
    title=gettext_lazy("Work out the opening hours of the next eight weeks"),
    if_late=gettext_lazy(
        "The hours of the next weeks are there already; only the last days are missing."
    ),
    every=timedelta(hours=6),
)
def refresh(now: datetime) -> int:
    """Keep the next eight weeks of opening hours as rows."""
    return refresh_open_hours(now=now, waits=False)


@daily(
    "directory.leave_out_what_ended",
    title=gettext_lazy("Take listings whose last day is over out of the search"),
    if_late=gettext_lazy("Nobody finds them there before it, either."),
)
def leave_out(now: datetime) -> int:
    """Take listings whose last day is over out of the search."""
    return leave_out_what_ended(today=localdate(now))


@duty(
    "directory.forget_drafts",
    title=gettext_lazy("Forget what was handed in and never imported"),
    if_late=gettext_lazy("It stays for longer, sealed: nobody can read it."),
    every=timedelta(hours=1),
)
def forget(now: datetime) -> int:
    """Forget what was handed in and never imported."""
    return forget_drafts(now=now)


@daily(
    FORGET,
    title=gettext_lazy("Forget listings that ended, old imports, unknown agencies"),
    if_late=gettext_lazy("They stay until this is done."),
)
def forget_what_is_past(now: datetime) -> int:
    """Let go what is past its time."""
    rows = forget_old_rows(now=now)
    listings = forget_ended_listings(by=Clockwork(FORGET), now=now)
    return rows + listings + forget_agencies(by=Clockwork(FORGET), now=now)


@daily(
    TELL_DUE,
    title=gettext_lazy("Ask whether listings are still right that nobody checked"),
    if_late=gettext_lazy(
        "The question goes later; nobody is asked about a listing twice in a week."
    ),
    at=time(5),
)
def ask_of_due(now: datetime) -> int:
    """Ask those who keep listings whether they are still right, once a week."""
    return tell_due(by=Clockwork(TELL_DUE), now=now)


@task()
def read_handed_in(work_id: str, draft_id: str) -> None:
    """Read a draft and keep its difference."""
    with suppress(Draft.DoesNotExist):  # thrown away meanwhile
        read_draft(Draft.objects.get(pk=draft_id), telling(work_id))
    end_work(work_id, now=clock_now())


@task()
def apply_handed_in(work_id: str, draft_id: str, person_id: str) -> None:
    """Import a draft in the name of whoever pressed the button.

    Run again after a crash it finds the draft gone, and its import made.
    """
    said, leads_to = "", reverse("imports")
    try:
        made = apply_draft(
            Draft.objects.get(pk=draft_id),
            by=Person.objects.get(pk=person_id),
            now=clock_now(),
            progress=telling(work_id),
        )
        leads_to = reverse("import", args=[made.pk])
    except (DifferenceIsOld, ImportRunsAlready) as problem:
        said, leads_to = str(problem), reverse("import-draft", args=[draft_id])
    except FileIsGone:
        said = _("What was handed in is gone: hand it in again.")
    except PermissionDenied:
        said = _("You may not import any more.")
    except Draft.DoesNotExist:
        pass
    end_work(work_id, now=clock_now(), said=said, leads_to=leads_to)


@task()
def take_back(work_id: str, import_id: str, person_id: str) -> None:
    """Take an import back in the name of whoever pressed the button.

    Run again after a crash it finds the import taken back since the button.
    """
    said = ""
    try:
        undo_import(
            Import.objects.get(pk=import_id),
            by=Person.objects.get(pk=person_id),
            now=clock_now(),
            progress=telling(work_id),
        )
    except ImportIsUndone as problem:
        said = "" if _was_done_since(work_id, import_id) else str(problem)
    except PermissionDenied:
        said = _("You may not import any more.")
    end_work(work_id, now=clock_now(), said=said)


def _was_done_since(work_id: str, import_id: str) -> bool:
    """Tell whether an import was taken back after a work that asks for it was made."""
    work = Work.objects.filter(pk=work_id).first()
    if work is None:
        return False
    since = Import.objects.filter(pk=import_id, undone_at__gte=work.made_at)
    return since.exists()
