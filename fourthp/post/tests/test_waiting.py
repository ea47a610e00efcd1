"""What has been told and has not left yet, by itself or in a bundle."""

from datetime import timedelta

import pytest

from fourthp.foundation.actors import Host
from fourthp.post.models import Message
from fourthp.post.operations.bundles import make_bundles
from fourthp.post.operations.mailings import pause
from fourthp.post.queries.waiting import waits_for
from fourthp.post.rules.delivery import Why
from fourthp.post.tests.makers import (
    NOW,
    PAPERS,
    Paper,
    make_mailing,
    make_reader,
)

pytestmark = pytest.mark.django_db
MONDAY = NOW + timedelta(days=5)


class TestWaitsFor:
    def test_is_true_of_what_waits_and_of_nothing_and_nobody_else(self):
        reader, paper = make_reader(), Paper()
        make_mailing([reader], kind=PAPERS, about=paper)
        assert waits_for([reader], PAPERS, about=paper)
        assert not waits_for([reader], PAPERS)
        assert not waits_for([reader], PAPERS, about=Paper())
        assert not waits_for([make_reader()], PAPERS, about=paper)

    @pytest.mark.parametrize("ends", ["sent", "failed", "withheld"])
    def test_is_true_of_what_stands_in_a_bundle_until_that_is_over(self, ends):
        reader, paper = make_reader(), Paper()
        make_mailing([reader], kind=PAPERS, about=paper)
        make_bundles(now=MONDAY)
        assert waits_for([reader], PAPERS, about=paper)
        # The control: the bundle has left, or never does.
        Message.objects.filter(state="waiting").update(state=ends)
        assert not waits_for([reader], PAPERS, about=paper)

    def test_is_true_of_what_stands_in_a_bundle_that_is_made_anew(self):
        reader, paper = make_reader(), Paper()
        make_mailing([reader], kind=PAPERS, about=paper)
        make_bundles(now=MONDAY)
        waiting = Message.objects.filter(state="waiting")
        waiting.update(state="withheld", why=Why.CHANGED.value)
        assert waits_for([reader], PAPERS, about=paper)

    def test_is_true_of_what_was_taken_out_of_its_bundle(self):
        reader, paper = make_reader(), Paper()
        mailing = make_mailing([reader], kind=PAPERS, about=paper)
        make_bundles(now=MONDAY)
        pause(mailing, by=Host(), now=MONDAY)
        assert waits_for([reader], PAPERS, about=paper)
