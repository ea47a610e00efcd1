"""Who is invited, who says that she comes, and who may see it."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from fourthp.audit.models import Read
from fourthp.foundation.actors import Host
from fourthp.foundation.inventory import AFTER_HELD
from fourthp.foundation.matters import CannotUndo
from fourthp.gatherings.models import (
    Answer,
    Gathering,
    Guest,
    InvitedGroup,
    Says,
    Series,
    Way,
)
from fourthp.gatherings.operations.answer_acts import MINE
from fourthp.gatherings.operations.answers import (
    Coming,
    NotInvited,
    NotLikeThis,
    say_coming,
    take_back,
)
from fourthp.gatherings.operations.exports import note_export
from fourthp.gatherings.operations.invitations import send_invitations
from fourthp.gatherings.operations.inviting import (
    MOST_GUESTS,
    GuestFacts,
    GuestTwice,
    TooManyGuests,
    change_invited,
    forget_answers_of,
    name_guest,
    remove_guest,
)
from fourthp.gatherings.operations.moving import (
    IsCancelled,
    Move,
    cancel_gathering,
    move_gathering,
)
from fourthp.gatherings.operations.series import (
    CannotBeSeen,
    GroupIsNotThere,
    IsOver,
    SeenBy,
)
from fourthp.gatherings.operations.venues import Where
from fourthp.gatherings.permissions import is_invited
from fourthp.gatherings.queries.answers import answers_shown
from fourthp.gatherings.queries.invited import (
    deputies_of,
    invited_to,
    seats_invited,
)
from fourthp.gatherings.tasks import forget_answers
from fourthp.gatherings.tests.makers import (
    NOW,
    later,
    make_chair,
    make_coordinator,
    make_gathering,
    make_network_group,
    make_series,
    wall,
)
from fourthp.gatherings.tests.test_pages import browser, seen, send
from fourthp.partnership.models import Person, Role, Seat
from fourthp.partnership.operations.erasing import erase_person
from fourthp.partnership.operations.groups import close_group
from fourthp.partnership.operations.merging.people import merge_people
from fourthp.partnership.queries.merging.people import person_outlook
from fourthp.partnership.queries.subjects import subject_of
from fourthp.partnership.rules.subjects import Why
from fourthp.partnership.tests.makers import (
    make_group,
    make_member,
    make_member_agency,
    make_network,
    make_person,
    make_seat,
)
from fourthp.post.operations.acts import do_act, undo_act
from fourthp.post.queries.acts import is_open, link_to
from fourthp.post.rules.acts import ActIsOver, Said
from fourthp.post.rules.readers import Reader

pytestmark = pytest.mark.django_db
HALL = Where(place="Town Hall")
BOTH = Where(place="Town Hall", link="https://meet.example/x")


@pytest.fixture(autouse=True)
def _clock():
    make_network()
    with time_machine.travel(NOW, tick=False):
        yield


def sits(
    name: str, group, *, agency=None, role: str = Role.REPRESENTATIVE, email: str = ""
) -> Person:
    person = make_person(name, email=email)
    make_seat(person, group=group, agency=agency, role=role)
    return person


def say(gathering: Gathering, person: Person, says: str = Says.ROOM, **more) -> Answer:
    by = more.pop("by", person)
    at = more.pop("at", NOW)
    way = more.pop("way", Way.PAGE)
    said = Coming(says, **more)
    return say_coming(gathering, person, said, by=by, way=way, now=at)


def let_others_come(gathering: Gathering) -> None:
    keeper = make_coordinator("Priya Raman")
    change_invited(gathering.series, [], others_may_come=True, by=keeper)


def reader_of(person: Person) -> Reader:
    return Reader("person", str(person.pk), person.email)


def link_for(person: Person, gathering: Gathering, at=NOW):
    return link_to(MINE, reader_of(person), gathering, now=at)


class TestInvited:
    def test_who_sits_in_the_group_today_and_whoever_leaves_is_out_that_minute(self):
        group = make_group()
        gathering = make_gathering(group=group)
        asha = sits("Asha Bell", group)
        assert [one.person for one in invited_to(gathering)] == [asha]
        seat = Seat.objects.get(person=asha)
        seat.end(NOW)
        seat.save()
        assert invited_to(gathering) == []
        mina = sits("Mina Farouk", group)
        assert [one.person for one in invited_to(gathering)] == [mina]

    def test_nobody_twice_who_holds_two_seats(self):
        group = make_group()
        asha = sits("Asha Bell", group)
        make_seat(asha, group=group, role=Role.CHAIR)
        assert len(seats_invited(make_series(group=group))) == 1

    def test_a_deputy_only_where_nobody_else_of_the_agency_is_or_instead(self):
        group, agency = make_group(), make_member_agency()
        alone = sits("Ann Roe", group, agency=make_member_agency("Quay"), role="deputy")
        asha = sits("Asha Bell", group, agency=agency)
        dele = sits("Dele Obi", group, agency=agency, role=Role.DEPUTY)
        gathering = make_gathering(group=group)
        assert {one.person for one in invited_to(gathering)} == {alone, asha}
        assert [one.person for one in deputies_of(gathering, asha)] == [dele]
        say(gathering, asha, Says.DEPUTY, deputy=dele)
        assert {one.person for one in invited_to(gathering)} == {alone, asha, dele}
        assert is_invited(dele, gathering.series)

    def test_further_groups_are_and_how_to_join_is_told_them(self):
        keeper, further = make_coordinator(), make_group("Quay group")
        series = make_series(by=keeper)
        other = sits("Asha Bell", further)
        assert not is_invited(other, series)
        change_invited(series, [further], others_may_come=False, by=keeper)
        assert is_invited(other, series)
        assert [one.person for one in seats_invited(series)] == [other]
        change_invited(series, [], others_may_come=False, by=keeper)
        assert not is_invited(other, series)
        assert not InvitedGroup.objects.exists()

    def test_of_a_group_that_is_closed_later_no_other_is_in_that_minute(self):
        keeper, group, further = make_coordinator(), make_group(), make_group("B")
        gathering = make_gathering(group=group, by=keeper)
        asha, mina = sits("Asha Bell", group), sits("Mina Farouk", further)
        series = gathering.series
        change_invited(series, [further], others_may_come=False, by=keeper)
        links = [link_for(one, gathering) for one in (asha, mina)]
        assert all(MINE.is_open(one, NOW) for one in links)  # the control
        close_group(group, by=keeper, now=NOW)
        series = Series.objects.select_related("group").get(pk=series.pk)
        assert not is_invited(mina, series)
        assert mina.pk not in {one.person_id for one in seats_invited(series)}
        assert [MINE.is_open(one, NOW) for one in links] == [True, False]

    def test_of_what_is_recalled_nobody_answers_and_nothing_is_sent(self):
        group = make_group()
        gathering, asha = make_gathering(group=group), sits("Asha Bell", group)
        link = link_for(asha, gathering)
        assert MINE.is_open(link, NOW)
        Series.objects.update(recalled_at=NOW)
        assert not MINE.is_open(link, NOW)
        series = Series.objects.select_related("group").get()
        with pytest.raises(IsOver):
            send_invitations(series, by=Host(), now=NOW)

    def test_a_group_that_could_not_see_it_is_not(self):
        keeper = make_coordinator()
        series = make_series(seen_by=SeenBy.GROUP, by=keeper)
        with pytest.raises(CannotBeSeen):
            change_invited(series, [make_group("B")], others_may_come=False, by=keeper)

    def test_a_group_that_ended_meanwhile_is_not(self):
        keeper = make_coordinator()
        gone = make_group("B", ends_on=NOW.date() - timedelta(days=1))
        with pytest.raises(GroupIsNotThere):
            change_invited(make_series(), [gone], others_may_come=False, by=keeper)

    def test_only_who_keeps_it_says_who_is(self):
        series, guest = make_series(), GuestFacts("Ann Roe")
        member = make_member("Asha Bell")
        with pytest.raises(PermissionDenied):
            change_invited(series, [], others_may_come=True, by=member)
        gathering = make_gathering(name="B", group=make_group("B"))
        with pytest.raises(PermissionDenied):
            name_guest(gathering, guest, by=member, now=NOW)
        made = name_guest(gathering, guest, by=Host(), now=NOW)
        with pytest.raises(PermissionDenied):
            remove_guest(made, by=member, now=NOW)

    def test_to_a_chair_who_leaves_another_group_out_that_stays(self):
        """A group that a chair does not know of is not taken off by her."""
        coordinator, group = make_coordinator(), make_group()
        hidden = make_group("Quay group", is_closed=True)
        series, chair = make_series(group=group), make_chair(group)
        change_invited(series, [hidden], others_may_come=False, by=coordinator)
        change_invited(series, [], others_may_come=True, by=chair)
        assert InvitedGroup.objects.get().group == hidden


class TestGuests:
    def test_are_few_and_each_address_once(self):
        gathering, keeper = make_gathering(), make_coordinator("Ann Roe")
        said = GuestFacts("Ann Roe", "Quay", "ann@quay.example")
        name_guest(gathering, said, by=keeper, now=NOW)
        with pytest.raises(GuestTwice):
            name_guest(gathering, said, by=keeper, now=NOW)
        for number in range(MOST_GUESTS - 1):
            name_guest(gathering, GuestFacts(f"G {number}"), by=keeper, now=NOW)
        with pytest.raises(TooManyGuests):
            name_guest(gathering, GuestFacts("One more"), by=keeper, now=NOW)

    def test_are_named_and_taken_off_only_before_it_is_over(self):
        gathering, keeper = make_gathering(), make_coordinator("Ann Roe")
        guest = name_guest(gathering, GuestFacts("Ann"), by=keeper, now=NOW)
        with pytest.raises(IsOver):
            remove_guest(guest, by=keeper, now=later(days=30))
        with pytest.raises(IsOver):
            name_guest(gathering, GuestFacts("B"), by=keeper, now=later(days=30))
        remove_guest(guest, by=keeper, now=NOW)
        assert not Guest.objects.exists()

    def test_go_a_year_after_it_with_every_answer(self):
        group = make_group()
        gathering = make_gathering(group=group)
        name_guest(gathering, GuestFacts("Ann Roe"), by=Host(), now=NOW)
        say(gathering, sits("Asha Bell", group))
        assert forget_answers(gathering.ends_at + AFTER_HELD) == 0
        assert forget_answers(gathering.ends_at + AFTER_HELD + timedelta(days=1)) == 2
        assert not Guest.objects.exists()


class TestSaying:
    def test_keeps_one_answer_the_last(self):
        group = make_group()
        gathering, asha = make_gathering(group=group), sits("Asha Bell", group)
        say(gathering, asha)
        say(gathering, asha, Says.APOLOGIES, words=" I am away ")
        answer = Answer.objects.get()
        assert (answer.says, answer.words) == ("apologies", "I am away")

    def test_nobody_for_another_but_who_keeps_it(self):
        group = make_group()
        gathering, asha = make_gathering(group=group), sits("Asha Bell", group)
        with pytest.raises(PermissionDenied):
            say(gathering, asha, by=sits("Mina Farouk", group))
        say(gathering, asha, by=make_chair(group), way=Way.NOTED)
        assert Answer.objects.get().way == Way.NOTED

    def test_nobody_who_is_not_invited(self):
        gathering = make_gathering()
        with pytest.raises(NotInvited):
            say(gathering, make_member("Mina Farouk"), by=Host())

    def test_nothing_of_what_is_over_or_cancelled(self):
        group = make_group()
        gathering, asha = make_gathering(group=group), sits("Asha Bell", group)
        with pytest.raises(IsOver):
            say(gathering, asha, at=later(days=30))
        cancel_gathering(gathering, "", by=Host(), now=NOW)
        with pytest.raises(IsCancelled):
            say(gathering, asha)

    @pytest.mark.parametrize(
        ("where", "says", "may"),
        [
            (HALL, Says.ONLINE, False),
            (HALL, Says.ROOM, True),
            (BOTH, Says.ONLINE, True),
            (Where(link="https://meet.example/x"), Says.ROOM, False),
            (None, Says.ONLINE, True),
        ],
    )
    def test_only_ways_in_that_there_are(self, where, says, may):
        group = make_group()
        gathering = make_gathering(group=group, where=where)
        asha = sits("Asha Bell", group)
        if may:
            assert say(gathering, asha, says).says == says
        else:
            with pytest.raises(NotLikeThis):
                say(gathering, asha, says)

    def test_no_deputy_who_is_of_another_agency(self):
        group = make_group()
        gathering = make_gathering(group=group)
        asha = sits("Asha Bell", group, agency=make_member_agency("Quay"))
        other = sits("Mina Farouk", group, agency=make_member_agency("Canal"))
        with pytest.raises(NotLikeThis):
            say(gathering, asha, Says.DEPUTY, deputy=other)

    def test_somebody_else_only_where_the_keeper_lets_and_she_is_forgotten_with_it(
        self,
    ):
        group, keeper = make_group(), make_coordinator("Ann Roe")
        gathering, asha = make_gathering(group=group), sits("Asha Bell", group)
        other = GuestFacts("Canal Clerk", "Quay", "clerk@quay.example")
        with pytest.raises(NotLikeThis):
            say(gathering, asha, Says.OTHER, other=other)
        change_invited(gathering.series, [], others_may_come=True, by=keeper)
        say(gathering, asha, Says.OTHER, other=other)
        shown = answers_shown(gathering, asha)
        assert (shown.sends, shown.room, shown.asked) == (1, 1, 2)
        say(gathering, asha, Says.APOLOGIES)
        assert not Guest.objects.exists()
        say(gathering, asha, Says.OTHER, other=other)
        remove_guest(Guest.objects.get(), by=keeper, now=NOW)
        assert not Answer.objects.exists()

    def test_of_a_guest_who_keeps_it_alone(self):
        group = make_group()
        gathering, asha = make_gathering(group=group), sits("Asha Bell", group)
        guest = name_guest(gathering, GuestFacts("Ann"), by=Host(), now=NOW)
        elsewhere = make_gathering(name="B", group=make_group("B"))
        with pytest.raises(PermissionDenied):
            say(gathering, guest, by=asha)
        with pytest.raises(NotInvited):
            say(elsewhere, guest, by=Host())
        with pytest.raises(NotLikeThis):
            say(gathering, guest, Says.DEPUTY, by=Host())
        with pytest.raises(NotLikeThis):
            say(gathering, guest, Says.OTHER, by=Host())
        assert say(gathering, guest, by=Host(), way=Way.NOTED).guest == guest


class TestShown:
    def test_by_agency_to_who_is_invited_and_only_counts_to_others(self):
        group, agency = make_group(), make_member_agency("Quay Housing")
        gathering = make_gathering(group=group)
        asha = sits("Asha Bell", group, agency=agency)
        say(gathering, asha, words="late")
        shown = answers_shown(gathering, asha)
        assert shown.agencies[0][0] == "Quay Housing"
        assert shown.agencies_coming == 1
        assert shown.lines[0].name == "Asha Bell"
        other = answers_shown(gathering, make_member("Mina Farouk"))
        assert (other.coming, other.lines) == (1, [])

    def test_by_a_password_no_name_of_another_agency(self):
        group = make_group()
        gathering = make_gathering(group=group)
        asha = sits("Asha Bell", group, agency=make_member_agency("Quay"))
        dele = sits("Dele Obi", group, agency=asha.seats.get().agency, role="deputy")
        mina = sits("Mina Farouk", group, agency=make_member_agency("Canal"))
        say(gathering, asha, Says.DEPUTY, deputy=dele)
        name_guest(gathering, GuestFacts("Canal Clerk"), by=Host(), now=NOW)
        mina.is_strong = False
        shown = answers_shown(gathering, mina)
        assert {one.name for one in shown.lines} == {"", "Mina Farouk"}
        assert all(not one.sends for one in shown.lines)
        mina.is_strong = True
        shown = answers_shown(gathering, mina)
        assert "Canal Clerk" in {one.name for one in shown.lines}
        assert "Dele Obi" in {one.sends for one in shown.lines}

    def test_what_was_said_before_it_was_moved_says_so(self):
        group = make_group()
        gathering, asha = make_gathering(group=group), sits("Asha Bell", group)
        say(gathering, asha)
        move = Move(wall(2026, 3, 11, 14, 0), 60)
        moved = move_gathering(gathering, move, by=Host(), now=later(hours=1))
        assert answers_shown(moved, asha).lines[0].is_old


class TestByALink:
    def test_says_it_and_takes_it_back_to_what_was_before(self):
        group, agency = make_group(), make_member_agency()
        gathering = make_gathering(group=group)
        asha = sits("Asha Bell", group, agency=agency)
        dele = sits("Dele Obi", group, agency=agency, role=Role.DEPUTY)
        say(gathering, asha, Says.DEPUTY, deputy=dele)
        link = link_for(asha, gathering)
        assert is_open(MINE, link, NOW)
        do_act(MINE, link, "room", now=later(minutes=1))
        assert Answer.objects.get().says == Says.ROOM
        undo_act(MINE, link, now=later(minutes=2))
        answer = Answer.objects.get()
        assert (answer.says, answer.deputy) == (Says.DEPUTY, dele)

    def test_of_one_who_had_said_nothing_nothing_is_left(self):
        group = make_group()
        gathering, asha = make_gathering(group=group), sits("Asha Bell", group)
        link = link_for(asha, gathering)
        do_act(MINE, link, "apologies", now=NOW)
        undo_act(MINE, link, now=NOW)
        assert not Answer.objects.exists()
        MINE.undo(link, "x", NOW)  # twice: nothing is there
        take_back(gathering, asha, None, by=asha, now=NOW)

    def test_is_not_taken_back_once_she_said_something_else(self):
        group = make_group()
        gathering, asha = make_gathering(group=group), sits("Asha Bell", group)
        link = link_for(asha, gathering)
        trace = MINE.act(link, Said("room"), NOW)
        say(gathering, asha, Says.APOLOGIES, at=later(hours=1))
        with pytest.raises(CannotUndo):
            MINE.undo(link, trace, later(hours=2))

    def test_is_not_taken_back_of_what_is_cancelled(self):
        group = make_group()
        gathering, asha = make_gathering(group=group), sits("Asha Bell", group)
        link = link_for(asha, gathering)
        trace = MINE.act(link, Said("room"), NOW)
        cancel_gathering(gathering, "", by=Host(), now=later(hours=1))
        with pytest.raises(CannotUndo):
            MINE.undo(link, trace, later(hours=2))
        with pytest.raises(ActIsOver):
            MINE.act(link, Said("room"), later(hours=2))

    def test_a_colleague_comes_whom_the_mail_named(self):
        group, agency = make_group(), make_member_agency()
        gathering = make_gathering(group=group)
        asha = sits("Asha Bell", group, agency=agency)
        dele = sits("Dele Obi", group, agency=agency, role=Role.DEPUTY)
        link = link_for(asha, gathering)
        assert "Dele Obi" in str(MINE.says(link))
        do_act(MINE, link, "deputy", now=NOW, reasons=(str(dele.pk),))
        assert MINE.choice("deputy").ticked(link, "") == ("Dele Obi",)
        undo_act(MINE, link, now=NOW)
        assert MINE.choice("deputy").ticked(link, "") == ()

    def test_ends_with_the_gathering_with_the_seat_and_with_a_change(self):
        group = make_group()
        gathering, asha = make_gathering(group=group), sits("Asha Bell", group)
        link = link_for(asha, gathering)
        assert MINE.named(link) == gathering.series.name
        assert not is_open(MINE, link, gathering.ends_at)
        move = Move(wall(2026, 3, 11, 14, 0), 60)
        move_gathering(gathering, move, by=Host(), now=later(hours=1))
        assert not is_open(MINE, link, later(hours=1))
        assert MINE.named(link) == ""
        fresh = link_for(asha, gathering, later(hours=2))
        assert is_open(MINE, fresh, later(hours=2))
        Seat.objects.filter(person=asha).delete()
        make_seat(asha, group=make_group("Elsewhere"))
        assert not is_open(MINE, fresh, later(hours=2))

    def test_of_another_gathering_or_person_does_nothing(self):
        """The control: the same link with the right matter does it."""
        group = make_group()
        gathering, asha = make_gathering(group=group), sits("Asha Bell", group)
        other = make_gathering(name="B", group=group)
        mina = sits("Mina Farouk", group)
        link = link_for(asha, other)
        with pytest.raises(PermissionDenied):
            say(gathering, asha, by=link)
        with pytest.raises(PermissionDenied):
            say(other, mina, by=link)
        with pytest.raises(PermissionDenied):
            take_back(other, mina, None, by=link, now=NOW)
        say(other, asha, by=link)

    def test_above_green_no_link_says_anything(self):
        group = make_group()
        gathering = make_gathering(group=group, seen_by=SeenBy.STRONG)
        link = link_for(sits("Asha Bell", group), gathering)
        assert not is_open(MINE, link, NOW)

    def test_leads_on_to_its_page_and_is_not_for_guests(self):
        group = make_group()
        gathering, asha = make_gathering(group=group), sits("Asha Bell", group)
        link = link_for(asha, gathering)
        leads_to = MINE.choice("online").leads_to
        assert leads_to is not None
        assert f"/gatherings/{gathering.pk}/" in leads_to(link).url
        as_guest = replace(link, holder_kind="guest")
        assert MINE.is_open(link, NOW)
        assert not MINE.is_open(as_guest, NOW)

    def test_of_what_is_gone_there_is_nothing(self):
        group = make_group()
        gathering, asha = make_gathering(group=group), sits("Asha Bell", group)
        link = link_for(asha, gathering)
        gathering.series.delete()
        assert MINE.says(link) == () == MINE.choice("deputy").offers(link)
        assert not MINE.is_open(link, NOW)
        assert not MINE.choice("room").is_offered(link)
        with pytest.raises(ActIsOver):
            MINE.act(link, Said("room"), NOW)


class TestPages:
    def test_somebody_says_that_she_comes(self):
        group = make_group()
        gathering, asha = make_gathering(group=group), sits("Asha Bell", group)
        client = browser(asha, factor=False)
        page = seen(client, "gathering", gathering.pk)
        assert "Say whether you come" in page
        answer = send(client, "gathering-answer", gathering.pk, says="room", words="x")
        assert answer.status_code == 302
        page = seen(client, "gathering", gathering.pk)
        assert "You said:" in page
        assert "1 comes" in page

    def test_bad_input_is_told_and_nothing_typed_is_lost(self):
        group, agency = make_group(), make_member_agency()
        gathering = make_gathering(group=group)
        asha = sits("Asha Bell", group, agency=agency)
        sits("Dele Obi", group, agency=agency, role=Role.DEPUTY)
        change_invited(
            gathering.series, [], others_may_come=True, by=make_coordinator()
        )
        client = browser(asha)
        for said in ({"says": "deputy"}, {"says": "other"}, {}):
            words = {"words": "Harbour, late"}
            answer = send(client, "gathering-answer", gathering.pk, **said, **words)
            assert answer.status_code == 400
            assert "Harbour, late" in answer.content.decode()
        told = {"says": "other", "other_name": "Canal Clerk", "other_agency": "Quay"}
        assert send(client, "gathering-answer", gathering.pk, **told).status_code == 302

    def test_the_guard_reads_the_word_with_it(self):
        group = make_group()
        gathering, asha = make_gathering(group=group), sits("Asha Bell", group)
        said = {"says": "apologies", "words": "Ana Pop, born 12.03.1998, is ill"}
        answer = send(browser(asha), "gathering-answer", gathering.pk, **said)
        assert answer.status_code == 400
        assert not Answer.objects.exists()

    def test_a_double_click_is_one_answer(self):
        group = make_group()
        gathering, asha = make_gathering(group=group), sits("Asha Bell", group)
        change_invited(
            gathering.series, [], others_may_come=True, by=make_coordinator()
        )
        client = browser(asha)
        told = {"says": "other", "other_name": "Canal Clerk", "form_key": uuid4()}
        path = reverse("gathering-answer", args=[gathering.pk])
        for _once in range(2):
            assert client.post(path, told).status_code == 302
        assert Guest.objects.count() == 1

    def test_who_is_not_invited_has_no_page_for_it(self):
        gathering = make_gathering()
        client = browser(make_member("Mina Farouk"))
        path = reverse("gathering-answer", args=[gathering.pk])
        assert client.get(path).status_code == 403

    def test_whoever_keeps_it_notes_what_was_said_by_telephone(self):
        group = make_group()
        gathering, asha = make_gathering(group=group), sits("Asha Bell", group)
        guest = name_guest(gathering, GuestFacts("Canal Clerk"), by=Host(), now=NOW)
        client = browser(make_chair(group))
        assert "Asha Bell" in seen(client, "gathering-noting", gathering.pk)
        path = reverse("gathering-noting", args=[gathering.pk])
        for whom, says in ((asha, "apologies"), (guest, "room"), (guest, "perhaps")):
            assert client.get(f"{path}?who={whom.pk}").status_code == 200
            said = {"form_key": uuid4(), "says": says}
            assert client.post(f"{path}?who={whom.pk}", said).status_code == 302
        assert Answer.objects.get(person=asha).way == Way.NOTED
        assert "Noted" in seen(client, "gathering", gathering.pk)

    def test_it_is_refused_in_words_once_it_is_cancelled(self):
        group = make_group()
        gathering, asha = make_gathering(group=group), sits("Asha Bell", group)
        cancel_gathering(gathering, "", by=Host(), now=NOW)
        answer = send(browser(asha), "gathering-answer", gathering.pk, says="room")
        assert answer.status_code == 400
        assert "It is cancelled" in answer.content.decode()

    def test_a_guest_is_invited_and_taken_off(self):
        group = make_group()
        gathering = make_gathering(group=group)
        client = browser(make_chair(group))
        said = {"name": "Canal Clerk", "agency": "Quay", "email": "c@quay.example"}
        assert send(client, "gathering-guest", gathering.pk, **said).status_code == 302
        assert send(client, "gathering-guest", gathering.pk, **said).status_code == 400
        assert "Canal Clerk" in seen(client, "gathering", gathering.pk)
        guest = Guest.objects.get()
        send(client, "gathering-guest-removal", gathering.pk, guest.pk)
        assert not Guest.objects.exists()
        guest = name_guest(gathering, GuestFacts("Ann"), by=Host(), now=NOW)
        with time_machine.travel(later(days=30), tick=False):
            send(client, "gathering-guest-removal", gathering.pk, guest.pk)
        assert Guest.objects.exists()

    def test_further_groups_are_chosen_on_a_page(self):
        further, series = make_group("Quay group"), make_series()
        client = browser(make_coordinator("Ann Roe"))
        assert "Quay group" in seen(client, "series-invited", series.pk)
        said = {"groups": [str(further.pk)], "others_may_come": "on"}
        assert send(client, "series-invited", series.pk, **said).status_code == 302
        assert InvitedGroup.objects.get().group == further
        closed = make_series(
            "C", group=make_group("C", is_closed=True), seen_by="group"
        )
        assert send(client, "series-invited", closed.pk, **said).status_code == 400

    def test_where_there_is_no_other_group_none_is_offered(self):
        series = make_series(group=make_network_group())
        client = browser(make_coordinator("Ann Roe"))
        assert "Invite these" not in seen(client, "series-invited", series.pk)
        assert send(client, "series-invited", series.pk).status_code == 302

    def test_it_is_taken_along_by_the_strong_door_and_noted(self):
        group = make_group()
        gathering, asha = make_gathering(group=group), sits("Asha Bell", group)
        say(gathering, asha, words="=1+1")
        name_guest(gathering, GuestFacts("Canal Clerk"), by=Host(), now=NOW)
        path = reverse("gathering-answers-export", args=[gathering.pk])
        table = b"".join(browser(asha).get(path).streaming_content).decode()
        assert "Asha Bell" in table
        assert "'=1+1" in table
        assert Read.objects.filter(act=Read.Act.EXPORTED).count() == 1
        weak = browser(sits("Mina Farouk", group), factor=False).get(path)
        assert weak.status_code == 302
        outside = make_member("Dele Obi")
        assert browser(outside).get(path).status_code == 403
        with pytest.raises(PermissionDenied):
            note_export(gathering, by=outside)
        asha.is_strong = False
        with pytest.raises(PermissionDenied):
            note_export(gathering, by=asha)


class TestWhoGoes:
    def test_of_somebody_erased_no_answer_is_left(self):
        group, agency = make_group(), make_member_agency()
        gathering = make_gathering(group=group)
        asha = sits("Asha Bell", group, agency=agency)
        dele = sits("Dele Obi", group, agency=agency, role=Role.DEPUTY)
        say(gathering, asha, Says.DEPUTY, deputy=dele)
        say(gathering, dele)
        forget_answers_of(dele, subject_of(dele, now=NOW))
        answer = Answer.objects.get()
        assert (answer.person, answer.deputy) == (asha, None)
        erase_person(asha, by=Host(), why=Why.ASKED, now=NOW)
        assert not Answer.objects.exists()

    def test_of_two_records_that_become_one_the_answers_are_one(self):
        group, keeper = make_group(), make_coordinator("Ann Roe")
        gathering = make_gathering(group=group)
        gone, stays = sits("Asha Bell", group), sits("Asha Bell", group)
        say(gathering, gone)
        seen_then = person_outlook(gone, stays).digest()
        merge_people(gone, stays, by=keeper, now=NOW, seen=seen_then)
        assert Answer.objects.get().person == stays
