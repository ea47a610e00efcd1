"""What a page says when it cannot be what was asked for."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client

from fourthp.foundation.clock import now
from fourthp.foundation.ids import new_id
from fourthp.foundation.links import SignedLink
from fourthp.foundation.views.errors import SAID

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _pages(settings):
    settings.ROOT_URLCONF = "fourthp.foundation.tests.pages"


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


def link(*, days: int) -> str:
    parts = ("note", "person", new_id(), "note", new_id())
    return SignedLink(*parts, now() + timedelta(days=days)).token()


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/faster/", 409, "Somebody was faster"),
        ("/away/", 503, "This site is resting"),
        ("/broken/", 500, "Something broke on our side"),
        ("/linked/?token=nothing", 404, "This link is not whole"),
    ],
)
def test_each_fault_has_its_page(client, path, status, said):
    answer = client.get(path)
    assert answer.status_code == status
    assert said in answer.content.decode()
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_link_whose_time_is_over_says_so(client):
    assert client.get(f"/linked/?token={link(days=1)}").status_code == 200
    old = client.get(f"/linked/?token={link(days=-1)}")
    assert old.status_code == 410
    assert "This link is too old" in old.content.decode()


@pytest.mark.parametrize("box", ["", "maildir:/var/mail/post"])
def test_whose_link_is_spoilt_learns_who_can_help(client, settings, box):
    settings.MAIL_IN = box
    html = client.get("/linked/?token=nothing").content.decode()
    assert "coordinator" in html
    assert ("answer the mail" in html) is bool(box)


A_SERVICE = "01a20d9c-71cb-7574-b5ab-92639184293f"


def no_answer(*_asked):
    raise OperationalError("could not connect")


@pytest.mark.parametrize("path", ["/", "/sign-in/", f"/services/{A_SERVICE}/"])
def test_with_the_database_away_every_page_says_that_it_rests(client, path):
    with connection.execute_wrapper(no_answer):
        answer = client.get(path)
    assert answer.status_code == 503
    assert "This site is resting" in answer.content.decode()


def test_every_page_has_a_title_and_a_way_on():
    assert set(SAID) == {400, 403, 404, 409, 410, 413, 429}
    assert all(title and text for title, text in SAID.values())


def test_what_broke_is_noted_where_and_how_and_not_for_whom(client, caplog):
    client.get("/broken/?q=Romanian")
    [noted] = [r for r in caplog.records if r.name.startswith("fourthp.")]
    said = noted.getMessage()
    assert said.startswith("test-broken broke: ZeroDivisionError at ")
    assert "pages.py:" in said
    assert "Romanian" not in said
    assert "asha@clinic.example" not in said
    assert noted.exc_info is None
