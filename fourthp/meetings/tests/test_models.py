"""What the tables of meetings keep true, whoever writes."""

import pytest
from django.db import IntegrityError, transaction

from fourthp.gatherings.tests.makers import NOW, make_gathering
from fourthp.meetings.models import Item, Meeting
from fourthp.partnership.models import Group, Person, Role
from fourthp.partnership.tests.makers import make_member, make_seat
from fourthp.plan.tests.makers_concerns import make_heard, make_mover

pytestmark = pytest.mark.django_db


def make_row(meeting: Meeting | None = None, **said: object) -> Item:
    meeting = meeting or Meeting.objects.create(gathering=make_gathering())
    facts = {"title": "Night number", "purpose": "decision", "minutes": 10}
    about = {"series": meeting.series, "group": meeting.series.group}
    moment = {"state": "on", "proposed_at": NOW}
    return Item.objects.create(meeting=meeting, **facts | about | moment | said)


def sees(person: Person | None, item: Item) -> bool:
    return Item.objects.visible_to(person).filter(pk=item.pk).exists()


class TestVisibleTo:
    def test_members_see_what_stands_on_the_agenda_of_an_open_series(self):
        item = make_row()

        assert sees(make_member(), item)
        assert not sees(None, item)

    def test_a_group_that_is_closed_later_takes_it_along(self):
        item, member = make_row(), make_member()
        sits = make_seat(make_member("Tom Okoro"), group=item.group).person
        Group.objects.filter(pk=item.group_id).update(is_closed=True)

        assert not sees(member, item)
        assert sees(sits, item)

    def test_who_does_not_see_its_concern_does_not_see_it(self):
        mover = make_mover()
        concern = make_heard(mover)
        item, member = make_row(about="concern", concern=concern), make_member()
        assert sees(member, item)

        concern.state = "withdrawn"
        concern.save()

        assert not sees(member, item)

    def test_what_was_about_a_concern_that_is_forgotten_nobody_sees(self):
        concern = make_heard(make_mover())
        item = make_row(about="concern", concern=concern)
        concern.delete()
        item.refresh_from_db()

        assert item.concern is None
        assert not sees(make_member(role=Role.COORDINATOR), item)
        Item.objects.update(about="")  # the control
        assert sees(make_member("Tom Okoro"), item)


class TestConstraints:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"title": ""},
            {"purpose": "fun"},
            {"state": "lost"},
            {"minutes": 481},
            {"label": "TLP:CLEAR"},
        ],
    )
    def test_refuse_what_makes_no_item(self, wrong):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_row(**wrong)

    def test_refuse_a_concern_that_it_is_not_said_to_be_about(self):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_row(concern=make_heard(make_mover()))

    def test_refuse_a_number_twice_in_a_meeting(self):
        one = make_row(number="1")

        with pytest.raises(IntegrityError), transaction.atomic():
            make_row(one.meeting, number="1")

    def test_refuse_to_carry_one_item_over_twice(self):
        one = make_row(state="deferred")
        two = make_row(came_from=one)

        with pytest.raises(IntegrityError), transaction.atomic():
            make_row(two.meeting, came_from=one)
