"""Pages of a long list: a place that no page told is the beginning."""

import json
from base64 import urlsafe_b64encode

import pytest

from fourthp.foundation.clock import now
from fourthp.foundation.keyset import page_of
from fourthp.foundation.models import WorkerBeat

pytestmark = pytest.mark.django_db


def place(*values: object) -> str:
    return urlsafe_b64encode(json.dumps(values).encode()).decode()


@pytest.mark.parametrize("name", ["\x00", "a\udc80", "\ud800"])
def test_a_text_that_no_database_takes_is_the_beginning(name):
    WorkerBeat.objects.create(worker="h", at=now())
    by, rows = ("worker",), WorkerBeat.objects.all()
    assert page_of(rows, by=by, after=place(name)).rows
    # The control: a place that can be one is gone to.
    assert not page_of(rows, by=by, after=place("i")).rows


def test_a_descending_list_is_gone_through_whole_and_once():
    for name in "abcde":
        WorkerBeat.objects.create(worker=name, at=now())
    seen, after = [], ""
    while True:
        page = page_of(WorkerBeat.objects.all(), by=("-worker",), after=after, size=2)
        seen += [row.worker for row in page.rows]
        after = page.after
        if not after:
            break
    assert seen == list("edcba")
