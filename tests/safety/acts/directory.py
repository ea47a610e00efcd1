"""Changes of the ground and the directory."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fourthp.directory.models import Draft, Import, Problem
from fourthp.directory.operations.edits import Edit, edit_service
from fourthp.directory.queries.imports import version_of
from fourthp.directory.tests.makers import make_draft, make_phone, make_service
from fourthp.directory.views.parts import PARTS
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.foundation.models import DutyRun, Revision
from fourthp.partnership.tests.makers import (
    make_agency,
    make_member,
)
from tests.safety.acts.sending import Act, act, at, keeping, keyed


@act("clockwork")
def _ask_for_duty() -> Act:
    name, later = "foundation.sweep_work", {"due_at": now() + timedelta(hours=1)}
    DutyRun.objects.update_or_create(name=name, defaults=later)
    return Act(keeping(), at("clockwork"), keyed(duty=name))


@act("service-problem")
def _report() -> Act:
    path = at("service-problem", make_service().pk)
    return Act(Client(), path, keyed(kinds=["hours"]))


def _sent(form: Any) -> dict[str, Any]:
    """Return what a browser would send of a form as its page shows it."""
    shown = {box.html_name: box.value() for box in form}
    on = {name: "on" if value is True else value for name, value in shown.items()}
    return {name: value for name, value in on.items() if value not in (None, False, [])}


# What is changed in each part of a listing.
CHANGED: dict[str, dict[str, str]] = {
    "words": {"name": "Another name"},
    "contact": {"number_0": "0121 496 0002"},
    "hours": {"always": "on"},
    "languages": {"spoken": "ro"},
    "people": {"is_for": "who:women"},
    "referral": {"documents": "Proof of address"},
    "place": {"city_0": "Coventry"},
    "readers": {"label": "TLP:GREEN"},
    "keeper": {},
}


def _part(name: str) -> Callable[[], Act]:
    def make() -> Act:
        service = make_service()
        make_phone(service, "0121 496 0001")
        asks = name in {"keeper", "readers"}
        more = {"person": make_member()} if asks else {}
        said = _sent(PARTS[name].form(service=service, **more)) | CHANGED[name]
        if name == "keeper":
            said["agency"] = make_agency(str(uuid4())).name
        return Act(keeping(), at(f"listing-{name}", service.pk), keyed(**said))

    return make


for part in PARTS:
    act(f"listing-{part}")(_part(part))


@act("listing-new")
def _list() -> Act:
    said = {"agency": str(uuid4()), "which": "new", "name": "Drop-in"}
    said |= {"status": "active", "referral": "ask", "label": "TLP:CLEAR"}
    return Act(keeping(), at("listing-new"), keyed(**said))


@act("agency-confidentiality")
def _hide_agency() -> Act:
    path = at("agency-confidentiality", make_service().organization_id)
    return Act(keeping(), path, keyed(sure="on"))


@act("listing-verification")
def _verify() -> Act:
    service = make_service()
    said = keyed() | {"seen": version_of(service)}
    return Act(keeping(), at("listing-verification", service.pk), said)


@act("listing-release")
def _release() -> Act:
    service = make_service(local_fields=["name"])
    return Act(keeping(), at("listing-release", service.pk), keyed())


@act("listing-confidentiality")
def _hide() -> Act:
    path = at("listing-confidentiality", make_service().pk)
    return Act(keeping(), path, keyed(sure="on"))


@act("problem-settlement")
def _settle() -> Act:
    made = Problem.objects.create(service=make_service(), kind="hours", at=now())
    return Act(keeping(), at("problem-settlement", made.pk), keyed())


@act("history")
def _undo() -> Act:
    service = make_service()
    edit_service(service, Edit({"name": "Edited"}), by=Host(), now=now())
    revision = Revision.objects.get(matter_id=str(service.pk))
    path = at("history", "service", service.pk)
    return Act(keeping(), path, keyed(revision=str(revision.pk)))


@act("strike")
def _strike() -> Act:
    service = make_service("Edited once")
    edit_service(service, Edit({"name": "Words to go"}), by=Host(), now=now())
    said = keyed(words="Words to go", is_everywhere="on", strike="yes")
    return Act(keeping(), at("strike", "service", service.pk), said)


@act("imports")
def _hand_in() -> Act:
    file = SimpleUploadedFile("list.csv", b"service,tel\nStay,0121 496 0001\n")
    return Act(keeping(), at("imports"), keyed(source="city", file=file))


@act("import-columns")
def _choose() -> Act:
    headers = [{"head": "service", "example": "Stay"}]
    draft = make_draft(state=Draft.State.COLUMNS, headers=headers)
    said = {"header_at": "1", "column_0": "service.name", "agency": "Harbour Aid"}
    said |= {"save_as": str(uuid4())}
    return Act(keeping(), at("import-columns", draft.pk), keyed(**said))


@act("import-application")
def _apply() -> Act:
    return Act(keeping(), at("import-application", make_draft().pk), keyed())


@act("import-discarding")
def _discard() -> Act:
    return Act(keeping(), at("import-discarding", make_draft().pk), keyed())


@act("import-undoing")
def _take_back() -> Act:
    made = Import.objects.create(source="city", made_at=now())
    return Act(keeping(), at("import-undoing", made.pk), keyed())
