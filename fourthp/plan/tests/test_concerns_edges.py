"""Concerns where somebody may not, asks by another link, or nothing changes."""

import pytest
from django.core.exceptions import PermissionDenied

from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now as clock_now
from fourthp.foundation.operations.revisions import begin_revision
from fourthp.partnership.queries.readership import readers_for
from fourthp.partnership.tests.makers import make_member_agency, make_person
from fourthp.partnership.tests.seated import seated
from fourthp.plan.models import Voice
from fourthp.plan.operations.action_acts import ACTION_MINE
from fourthp.plan.operations.exports import note_export
from fourthp.plan.operations.merging import follow_agency
from fourthp.plan.permissions.concerns import can_say_for
from fourthp.plan.tests.action_makers import make_action, make_owner
from fourthp.plan.tests.makers_concerns import make_concern
from fourthp.post.queries.acts import link_to

pytestmark = pytest.mark.django_db


class TestNoteExport:
    def test_is_refused_to_a_password_and_to_who_sits_nowhere(self):
        weak = seated("Dele Obi", make_member_agency("Quay Housing"))
        weak.is_strong = False
        for one in (weak, make_person("Nobody")):
            with pytest.raises(PermissionDenied):
                note_export("concerns", by=one)


def test_a_link_that_asks_something_else_says_nothing_of_a_concern():
    concern, seat = make_concern(), make_owner()
    [reader] = readers_for([seat.person])
    link = link_to(ACTION_MINE, reader, make_action(seat), now=clock_now())
    assert not can_say_for(link, seat.agency, concern)


def test_a_voice_that_said_nothing_changes_no_count_when_agencies_become_one():
    gone, stays = make_member_agency("Quay"), make_member_agency("Canal")
    concern = make_concern()
    voice = Voice.objects.create(concern=concern, agency=gone, asked_at=clock_now())
    follow_agency(gone, stays, begin_revision(Host(), "merged", stays))
    voice.refresh_from_db()
    concern.refresh_from_db()
    assert (voice.agency, concern.seen_by) == (stays, 0)
