"""The people of a sheet that came in are told of their seats, when somebody says so."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from fourthp.foundation.clock import now, today
from fourthp.foundation.ids import new_id
from fourthp.partnership.formats.invitations import invited_letter
from fourthp.partnership.models import Person, Role
from fourthp.partnership.operations.seat_mails import INVITED, tell_of_seat
from fourthp.partnership.operations.sheets.applying import undo_sheet
from fourthp.partnership.operations.sheets.handing_in import choose
from fourthp.partnership.operations.sheets.telling import (
    NobodyToTell,
    tell_people_of_sheet,
)
from fourthp.partnership.queries.seat_mails import seats_told
from fourthp.partnership.queries.sheets import telling as queries
from fourthp.partnership.queries.sheets.telling import telling_of
from fourthp.partnership.tests.makers import (
    make_group,
    make_member,
    make_seat,
    make_user,
)
from fourthp.partnership.tests.sheets import bring_in, hand_in, make_coordinator
from fourthp.post.models import Message
from fourthp.post.rules.letters import Paragraph
from tests.safety.actors import sign_in

pytestmark = pytest.mark.django_db

TEXT = (
    "Agency,Name,E-mail,Role\nAid,Asha Bell,asha@aid.example,observer\nAid,Bo Ng,,\n"
    "Aid,Di Os,di@aid.example,deputy\nAid,Di Os,di@aid.example,representative\n"
)


@pytest.fixture
def cora():
    return make_coordinator()


class TestTellPeopleOfSheet:
    def test_writes_one_letter_to_each_who_has_an_address(self, cora):
        sheet = bring_in(hand_in(TEXT, by=cora), by=cora)
        assert telling_of(sheet).without == 1
        assert tell_people_of_sheet(sheet, by=cora, now=now()) == 2
        assert {one.kind for one in Message.objects.all()} == {INVITED.name}
        addresses = Message.objects.values_list("address", flat=True)
        assert sorted(addresses) == ["asha@aid.example", "di@aid.example"]

    def test_tells_nobody_twice_and_later_whoever_had_no_address(self, cora):
        sheet = bring_in(hand_in(TEXT, by=cora), by=cora)
        tell_people_of_sheet(sheet, by=cora, now=now())
        with pytest.raises(NobodyToTell):
            tell_people_of_sheet(sheet, by=cora, now=now())
        Person.objects.filter(name="Bo Ng").update(email="bo@aid.example")
        assert tell_people_of_sheet(sheet, by=cora, now=now()) == 1
        assert Message.objects.count() == 3
        assert telling_of(sheet).told == 3

    def test_tells_those_alone_who_were_chosen_and_the_rest_later(self, cora):
        sheet = bring_in(hand_in(TEXT, by=cora), by=cora)
        asha, di = telling_of(sheet).choices
        some = [str(asha.pk), str(cora.seats.get().pk), "no id"]
        assert tell_people_of_sheet(sheet, by=cora, now=now(), only=some) == 1
        assert Message.objects.get().address == "asha@aid.example"
        for nobody in ([], [str(asha.pk)]):
            with pytest.raises(NobodyToTell, match="tick"):
                tell_people_of_sheet(sheet, by=cora, now=now(), only=nobody)
        assert telling_of(sheet).seats == (di,)
        assert tell_people_of_sheet(sheet, by=cora, now=now()) == 1

    def test_at_each_seat_stands_whether_a_mail_told_of_that_very_seat(self, cora):
        sheet = bring_in(hand_in(TEXT, by=cora), by=cora)
        di = Person.objects.get(name="Di Os")
        facts = {"role": Role.OBSERVER, "from_on": today()}
        given = make_seat(di, group=make_group("Nights"), **facts)
        tell_people_of_sheet(sheet, by=cora, now=now())
        first, second = di.seats.exclude(pk=given.pk).order_by("from_on", "pk")
        told = seats_told(di.seats.all(), today())
        assert [told[one.pk].may_be_told for one in (first, second, given)] == [
            False,
            True,
            True,
        ]
        tell_of_seat(given, by=cora, now=now())
        told = seats_told(di.seats.all(), today())
        assert told[given.pk].at
        assert told[second.pk].may_be_told

    def test_offers_a_choice_of_several_the_first_by_name(self, cora, monkeypatch):
        sheet = bring_in(hand_in(TEXT, by=cora), by=cora)
        monkeypatch.setattr(queries, "MOST_CHOSEN", 1)
        telling = telling_of(sheet)
        assert [one.person.name for one in telling.choices] == ["Asha Bell"]
        assert telling.more == 1
        tell_people_of_sheet(sheet, by=cora, now=now(), only=[str(telling.seats[0].pk)])
        assert (telling_of(sheet).choices, telling_of(sheet).more) == ((), 0)

    def test_tells_nobody_whose_seat_does_not_hold(self, cora):
        sheet = choose(hand_in(TEXT, by=cora), "admit", False, by=cora)
        sheet = bring_in(sheet, by=cora)
        assert (telling_of(sheet).count, telling_of(sheet).waiting) == (0, 2)

    def test_tells_nobody_of_a_sheet_that_went_back(self, cora):
        sheet = undo_sheet(
            bring_in(hand_in(TEXT, by=cora), by=cora), by=cora, now=now()
        )
        with pytest.raises(NobodyToTell):
            tell_people_of_sheet(sheet, by=cora, now=now())

    def test_refuses_whoever_does_not_coordinate(self, cora):
        sheet = bring_in(hand_in(TEXT, by=cora), by=cora)
        with pytest.raises(PermissionDenied):
            tell_people_of_sheet(sheet, by=make_member("Lee Ade"), now=now())
        assert not Message.objects.exists()


class TestPage:
    def test_offers_it_says_when_they_were_told_and_nothing_after_undoing(self, cora):
        client = Client(headers={"Sec-Fetch-Site": "same-origin"})
        sign_in(client, make_user(cora))
        sheet = bring_in(hand_in(TEXT, by=cora), by=cora)
        path = reverse("sheet", args=[sheet.pk])
        button = reverse("sheet-telling", args=[sheet.pk])
        page = client.get(path).content.decode()
        assert "Tell these 2 people by mail" in page
        assert "1 person has no address" in page
        nobody = client.post(button, {"form_key": new_id(), "some": "yes"}, follow=True)
        assert "tick at least one" in nobody.content.decode()
        seat = telling_of(sheet).choices[0].pk
        chosen = {"form_key": new_id(), "some": "yes", "seat": str(seat)}
        told = client.post(button, chosen, follow=True).content.decode()
        assert "1 person was told" in told
        assert "Tell this 1 person by mail" in told
        assert "Or tell some of them first" not in told
        for _each in range(2):
            client.post(button, {"form_key": new_id()})
        page = client.get(path).content.decode()
        assert "2 people were told" in page
        assert button not in page
        assert Message.objects.count() == 2
        undo_sheet(sheet, by=cora, now=now())
        page = client.get(path).content.decode()
        assert "Tell its people" not in page
        assert "This stands here no more" in page
        assert reverse("people") in page


@pytest.mark.parametrize(
    ("role", "says"), [("deputy", "stands in"), ("representative", "speaks for")]
)
def test_letter_says_what_a_role_is_where_its_name_does_not(role, says):
    whom = Paragraph("For Di Os")
    assert says in str(invited_letter(whom, (), role, how_to_tell=""))
    assert says not in str(invited_letter(whom, (), "observer", how_to_tell=""))
