"""What somebody sends of how a thing is shared, and what was done meanwhile."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from fourthp.foundation.clock import now, today
from fourthp.foundation.operations.revisions import SomebodyWasFaster
from fourthp.partnership.models import Label
from fourthp.partnership.operations import sharing as operations
from fourthp.partnership.operations.sharing import share_otherwise
from fourthp.partnership.permissions.sharing import can_narrow
from fourthp.partnership.queries.widening import Wanted, state_of
from fourthp.partnership.tests.makers import (
    make_member_agency,
    make_person,
    make_seat,
)
from fourthp.partnership.tests.papers import Paper
from fourthp.partnership.tests.test_sharing import (
    browser,
    coordinator,
    letter,
    papers,
    reader,
    typed,
)

__all__ = ["papers"]
pytestmark = pytest.mark.django_db


class TestAStalePage:
    def test_undoes_no_narrowing_made_meanwhile(self):
        reader()
        circular = letter(label=Label.CLEAR)
        here = reverse("sharing", args=["circular", circular.pk])
        client, runs = browser(coordinator("First")), coordinator("Second")
        late = typed(circular, expires_on=(today() + timedelta(9)).isoformat())
        share_otherwise(circular, Wanted(label=Label.GREEN), by=runs, now=now())
        answer = client.post(here, late, follow=True)
        page = answer.content.decode()
        assert "so nothing was done" in page
        circular.refresh_from_db()
        assert (circular.label, circular.expires_on) == (Label.GREEN, None)
        # It shows what is now, from which it is chosen again.
        assert state_of(circular) in page
        again = typed(circular, label=Label.CLEAR)
        assert client.post(here, again).status_code == 302
        circular.refresh_from_db()
        assert circular.label == Label.CLEAR

    def test_would_undo_it_without_the_question(self, papers, monkeypatch):
        paper = Paper.objects.create(label=Label.CLEAR)
        seen, runs = state_of(paper), coordinator()
        share_otherwise(paper, Wanted(label=Label.GREEN), by=runs, now=now())
        back = Wanted(label=Label.CLEAR)
        with pytest.raises(SomebodyWasFaster):
            share_otherwise(paper, back, by=runs, now=now(), seen=seen)
        paper.refresh_from_db()
        assert paper.label == Label.GREEN
        monkeypatch.setattr(operations, "refuse_if_changed", lambda *_a, **_k: None)
        share_otherwise(paper, back, by=runs, now=now(), seen=seen)
        paper.refresh_from_db()
        assert paper.label == Label.CLEAR


class TestReadersBeforeAndAfter:
    def test_are_shown_before_anything_is_changed(self):
        reader()
        circular = letter(label=Label.GREEN)
        here = reverse("sharing", args=["circular", circular.pk])
        client = browser(coordinator())
        first = typed(circular, label=Label.CLEAR, seen_readers="")
        page = client.post(here, first).content.decode()
        assert "Everyone would read it, also without an account." in page
        assert "Nothing is changed yet." in page
        circular.refresh_from_db()
        assert circular.label == Label.GREEN
        [token] = re.findall(r'name="seen_readers" value="([0-9a-f]+)"', page)
        again = typed(circular, label=Label.CLEAR, seen_readers=token)
        assert client.post(here, again).status_code == 302
        circular.refresh_from_db()
        assert circular.label == Label.CLEAR

    def test_whoever_took_it_from_herself_is_not_led_to_nothing(
        self, papers, monkeypatch
    ):
        ours = make_member_agency("Quay Housing")
        make_seat(make_person("Own"), agency=ours)
        object.__setattr__(papers, "own", lambda _paper: ours)
        monkeypatch.setattr(
            "fourthp.partnership.views.sharing.shared_kind", lambda _name: papers
        )
        paper = Paper.objects.create(label=Label.GREEN)
        here = reverse("sharing", args=["paper", paper.pk])
        client, sent = browser(coordinator()), typed(paper, label=Label.RED)
        monkeypatch.setattr(operations, "shared_kind", lambda _name: papers)
        page = client.post(here, sent | {"seen_readers": ""}).content.decode()
        assert "You would not see it any more yourself." in page
        [token] = re.findall(r'name="seen_readers" value="([0-9a-f]+)"', page)
        sent = typed(paper, label=Label.RED, seen_readers=token)
        answer = client.post(here, sent, follow=True)
        assert answer.status_code == 200
        assert "You do not see it any more yourself." in answer.content.decode()


class TestAPaperAsItWas:
    def test_shared_as_it_is_stays_what_it_is(self, papers):
        paper = Paper.objects.create(label=Label.GREEN)
        wanted = Wanted(label=Label.GREEN)
        assert share_otherwise(paper, wanted, by=coordinator(), now=now()) is None
        assert state_of(Paper.objects.get()) == state_of(paper)

    def test_of_amber_is_narrowed_with_a_second_factor_alone(self):
        runs, paper = coordinator(), Paper(label=Label.AMBER)
        runs.is_strong = False
        assert not can_narrow(runs, paper)
        assert can_narrow(runs, Paper(label=Label.GREEN))
        runs.is_strong = True
        assert can_narrow(runs, paper)
