"""Letters to members: who writes them, who gets them, who may see them, and when."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from fourthp.foundation.actors import Host
from fourthp.foundation.inventory import LASTS, Retention
from fourthp.foundation.text import MoreThanOneLine
from fourthp.partnership.models import Audience, Circular, Label, Person, Role
from fourthp.partnership.operations.circulars import (
    CircularFacts,
    NobodyToWriteTo,
    forget_circulars,
    write_circular,
)
from fourthp.partnership.tests.makers import (
    make_group,
    make_member,
    make_person,
    make_seat,
)
from fourthp.post.models import Mailing, Message, Wishes
from fourthp.post.operations.bundles import make_bundles
from fourthp.post.operations.mailings import pause, release, stop
from fourthp.post.rules.letters import Facts

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)  # a Wednesday


def member(name: str = "Asha Bell", **more) -> Person:
    person = make_member(name, **more)
    Person.objects.filter(pk=person.pk).update(email=f"{person.pk}@clinic.example")
    return person


def facts(**changed) -> CircularFacts:
    said = {"title": "Night number", "words": "It *changes*.", "sort": "news"}
    return CircularFacts(**(said | changed))


def written(**changed) -> Circular:
    return write_circular(facts(**changed), by=Host(), now=NOW)


def states(circular: Circular) -> Counter[str]:
    return Counter(circular.mailing.messages.values_list("state", flat=True))


class TestWriteCircular:
    def test_writes_one_message_to_each_person_and_lets_none_go(self):
        person = member()
        make_seat(person, role=Role.CHAIR)
        member("Dele Obi")
        circular = written()
        assert circular.mailing.state == Mailing.State.HELD
        assert states(circular) == {"held": 2}

    def test_leaves_out_who_left_the_news_but_not_of_a_duty(self):
        person = member()
        member("Dele Obi")
        Wishes.objects.create(
            reader_kind="person", reader_id=str(person.pk), news="never", changed_at=NOW
        )
        assert states(written()) == {"held": 1, "withheld": 1}
        assert states(written(sort="duty")) == {"held": 2}

    def test_goes_to_a_group_alone(self):
        group = make_group("Steering group")
        inside, _outside = make_person(), member("Dele Obi")
        make_seat(inside, group=group)
        circular = written(group=group)
        [message] = circular.mailing.messages.all()
        assert message.reader_id == str(inside.pk)

    def test_refuses_everyone_but_coordinators(self):
        for role in (Role.REPRESENTATIVE, Role.LEAD, Role.CHAIR, Role.AUDITOR):
            person = member(role=role)
            with pytest.raises(PermissionDenied):
                write_circular(facts(), by=person, now=NOW)
        coordinator = member(role=Role.COORDINATOR)
        assert write_circular(facts(), by=coordinator, now=NOW).pk

    def test_refuses_a_title_of_two_lines_and_a_group_of_nobody(self):
        member()
        with pytest.raises(MoreThanOneLine):
            written(title="a\nBcc: b")
        with pytest.raises(NobodyToWriteTo):
            written(group=make_group("Empty"))
        assert not Circular.objects.exists()
        assert not Mailing.objects.exists()

    def test_says_its_title_on_the_envelope_only_where_anybody_may_read_it(self):
        member()
        told = {
            one.label: one.mailing.messages.get().is_open
            for one in (written(), written(label=Label.CLEAR))
        }
        assert told == {Label.GREEN: False, Label.CLEAR: True}

    def test_is_let_go_in_each_readers_own_bundle_or_at_once(self):
        member()
        waits, goes = written(), written(sort="urgent")
        for one in (waits, goes):
            release(one.mailing, by=Host(), now=NOW)
        assert states(waits) == {"gathered": 1}
        assert states(goes) == {"waiting": 1}

    def test_says_from_which_role_it_is_and_to_whom_with_capitals(self):
        coordinator = member("Maya Lind", role=Role.COORDINATOR)
        circular = write_circular(facts(), by=coordinator, now=NOW)
        blocks = circular.mailing.messages.first().says.blocks
        [told] = [one for one in blocks if isinstance(one, Facts)]
        assert told.lines[0] == ("From", "Coordinator")
        assert told.lines[1] == ("To", "Everyone in the network")

    def test_says_that_one_signs_in_first_unless_anybody_may_read_it(self):
        member()
        for label, signs_in in ((Label.GREEN, True), (Label.CLEAR, False)):
            mailing = written(label=label).mailing
            assert mailing.messages.first().says.blocks[-1].signs_in is signs_in


class TestVisibleTo:
    def seen(self, reader: Person | None) -> set[str]:
        found = Circular.objects.visible_to(reader)
        return set(found.values_list("title", flat=True))

    def test_shows_what_is_held_to_coordinators_alone(self):
        reader, coordinator = member(), member(role=Role.COORDINATOR)
        circular = written(label=Label.CLEAR)
        assert self.seen(reader) == self.seen(None) == set()
        assert self.seen(coordinator) == {"Night number"}
        release(circular.mailing, by=Host(), now=NOW)
        # The control: once it was let go, everyone may see it.
        assert self.seen(reader) == self.seen(None) == {"Night number"}

    def test_shows_what_is_held_to_no_coordinator_who_came_by_password_alone(self):
        coordinator = member(role=Role.COORDINATOR)
        written()
        for is_strong, seen in ((False, set()), (True, {"Night number"})):
            coordinator.is_strong = is_strong
            assert self.seen(coordinator) == seen

    def test_shows_what_was_stopped_before_any_of_it_left_to_coordinators_alone(self):
        reader, coordinator = member(), member(role=Role.COORDINATOR)
        circular = written(label=Label.CLEAR, sort="urgent")
        release(circular.mailing, by=Host(), now=NOW)
        pause(circular.mailing, by=Host())
        stop(circular.mailing, by=Host(), now=NOW)
        circular.mailing.refresh_from_db()
        assert self.seen(reader) == self.seen(None) == set()
        assert not circular.is_let_go
        assert self.seen(coordinator) == {"Night number"}

    @pytest.mark.parametrize("left", ["sent", "bundled"])
    def test_shows_what_was_stopped_after_some_of_it_left(self, left):
        reader, _other = member(), member("Dele Obi")
        circular = written(label=Label.CLEAR, sort="urgent")
        release(circular.mailing, by=Host(), now=NOW)
        one = circular.mailing.messages.first()
        Message.objects.filter(pk=one.pk).update(state=left)
        stop(circular.mailing, by=Host(), now=NOW)
        circular.mailing.refresh_from_db()
        assert self.seen(reader) == self.seen(None) == {"Night number"}
        assert circular.is_let_go

    def test_shows_what_is_green_to_members_and_a_groups_to_the_group(self):
        group = make_group("Steering group")
        inside, outside = make_person(), member()
        make_seat(inside, group=group)
        for one in (written(), written(title="For the group", group=group)):
            release(one.mailing, by=Host(), now=NOW)
        assert self.seen(None) == set()
        assert self.seen(outside) == {"Night number"}
        assert self.seen(inside) == {"Night number", "For the group"}

    def test_a_letter_to_a_group_does_not_go_to_who_left_it_before_it_went(self):
        group = make_group("Steering group")
        person = make_person(email="a@clinic.example")
        seat = make_seat(person, group=group)
        circular = written(group=group)
        seat.delete()
        make_seat(person)
        release(circular.mailing, by=Host(), now=NOW)
        make_bundles(now=NOW + timedelta(days=7))
        assert states(circular) == {"withheld": 1}


class TestForgetCirculars:
    def test_forgets_them_with_their_audience_after_two_years(self):
        group = make_group("Steering group")
        make_seat(make_person(), group=group)
        written(group=group)
        assert forget_circulars(now=NOW + LASTS[Retention.YEARS_2]) == 0
        late = NOW + LASTS[Retention.YEARS_2] + timedelta(seconds=1)
        assert forget_circulars(now=late) == 1
        assert not Circular.objects.exists()
        assert not Audience.objects.exists()
