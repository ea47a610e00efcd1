"""Changes of sheets of people, and of two records that are one."""

from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.partnership.models import Agency, Merge, Person, Sheet
from fourthp.partnership.operations.merging.agencies import merge_agencies
from fourthp.partnership.operations.sheets.applying import apply_sheet
from fourthp.partnership.operations.sheets.handing_in import (
    confirm_columns,
    hand_in_sheet,
)
from fourthp.partnership.queries.merging.agencies import agency_outlook
from fourthp.partnership.queries.merging.people import person_outlook
from fourthp.partnership.queries.sheets.planning import plan_sheet
from fourthp.partnership.tests.makers import make_agency, make_person, make_seat
from tests.safety.acts.sending import Act, act, at, keeping, keyed


def table() -> bytes:
    """A sheet with an agency of its own, an unknown word and a shared mailbox."""
    agency, word = uuid4().hex, uuid4().hex[:8]
    return (
        f"agency,name,e-mail,type\n{agency} aid,Asha Bell,info@{word}.example,k{word}\n"
        f"{agency} aid,Bo Ng,bo@{word}.example,k{word}\n"
    ).encode()


def new_sheet() -> Sheet:
    """Hand one in, its columns not confirmed."""
    return hand_in_sheet([table()], file_name="members.csv", by=Host(), now=now())


def ready_sheet() -> Sheet:
    """One whose columns are confirmed; the next of the same heads is too."""
    sheet = new_sheet()
    if sheet.state == Sheet.State.READY:
        return sheet
    return confirm_columns(sheet, sheet.chosen, by=Host())


def sheet_that_came_in() -> Sheet:
    sheet = ready_sheet()
    seen = plan_sheet(sheet).digest()
    return apply_sheet(sheet, by=Host(), now=now(), seen=seen)


def new_merge() -> Merge:
    gone, stays = make_agency(str(uuid4())), make_agency(str(uuid4()))
    seen = agency_outlook(gone, stays).digest()
    return merge_agencies(gone, stays, by=Host(), now=now(), seen=seen)


@act("sheets")
def _hand_in() -> Act:
    marks = [f"zq{uuid4().hex[:8]}qz" for _cell in range(4)]
    rows = "{},{}\n{},{}\n".format(*marks)
    file = SimpleUploadedFile("members.csv", rows.encode())
    return Act(keeping(), at("sheets"), keyed(file=file))


@act("sheet-columns")
def _confirm() -> Act:
    data = f"zqagency,zq{uuid4().hex[:8]}\nHarbour,1\n".encode()
    sheet = hand_in_sheet([data], file_name="a.csv", by=Host(), now=now())
    return Act(keeping(), at("sheet-columns", sheet.pk), keyed(column_0="agency"))


@act("sheet-choices")
def _choose() -> Act:
    return Act(keeping(), at("sheet-choices", ready_sheet().pk), keyed(admit="on"))


@act("sheet-doubles")
def _join() -> Act:
    return Act(keeping(), at("sheet-doubles", ready_sheet().pk), keyed())


@act("sheet-application")
def _bring_in() -> Act:
    sheet = ready_sheet()
    said = keyed(seen=plan_sheet(sheet).digest())
    return Act(keeping(), at("sheet-application", sheet.pk), said)


@act("sheet-discarding")
def _throw_away() -> Act:
    return Act(keeping(), at("sheet-discarding", ready_sheet().pk), keyed())


@act("sheet-undoing")
def _take_back() -> Act:
    return Act(keeping(), at("sheet-undoing", sheet_that_came_in().pk), keyed())


@act("sheet-telling")
def _tell() -> Act:
    return Act(keeping(), at("sheet-telling", sheet_that_came_in().pk), keyed())


@act("agency-merging")
def _merge_agencies() -> Act:
    gone, stays = make_agency(str(uuid4())), make_agency(str(uuid4()))
    make_seat(agency=gone)
    gone, stays = (Agency.objects.get(pk=one.pk) for one in (gone, stays))
    said = keyed(other=str(gone.pk), seen=agency_outlook(gone, stays).digest())
    return Act(keeping(), at("agency-merging", stays.pk), said)


@act("person-merging")
def _merge_people() -> Act:
    gone, stays = make_person("Asha Bell"), make_person("Asha Bell")
    make_seat(gone)
    gone, stays = (Person.objects.get(pk=one.pk) for one in (gone, stays))
    said = keyed(other=str(gone.pk), seen=person_outlook(gone, stays).digest())
    return Act(keeping(), at("person-merging", stays.pk), said)


@act("merge")
def _split() -> Act:
    return Act(keeping(), at("merge", new_merge().pk), keyed())
