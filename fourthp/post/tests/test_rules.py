"""The arithmetic of the post: whether, when, and how often."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourthp.post.rules.backoff import GIVEN_UP_AFTER, next_try, server_wait
from fourthp.post.rules.bundles import AT, next_bundle
from fourthp.post.rules.delivery import Cadence, Facts, Goes, Why, delivery
from fourthp.post.rules.kinds import (
    Kind,
    KindTwice,
    Stream,
    UnknownKind,
    all_kinds,
    declare_kind,
    kind_of,
)
from fourthp.post.rules.letters import (
    Button,
    Heading,
    Items,
    Letter,
    Paragraph,
    Words,
    letter_json,
    letter_of,
)
from fourthp.post.rules.letters import (
    Facts as FactLines,
)
from fourthp.post.rules.readers import Reader
from fourthp.post.rules.returns import Fault, is_hard, is_policy, judge

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)  # a Wednesday
LONDON = "Europe/London"


def a_kind(stream: Stream, *, waits: bool) -> Kind:
    return Kind("test.kind", stream, "subject", "title", "reason", waits)


ALL_KINDS = [a_kind(stream, waits=w) for stream in Stream for w in (True, False)]
WANTED = Facts(is_entitled=True, wants=Cadence.WEEKLY)


class TestDelivery:
    def test_of_what_cannot_wait_is_now_whatever_is_wanted(self):
        urgent = a_kind(Stream.DUTY, waits=False)
        for wants in Cadence:
            told = delivery(urgent, replace(WANTED, wants=wants))
            assert (told.goes, told.why) == (Goes.NOW, Why.CANNOT_WAIT)

    def test_of_what_can_wait_is_as_it_is_wanted(self):
        waits = a_kind(Stream.NEWS, waits=True)
        found = [delivery(waits, replace(WANTED, wants=one)).goes for one in Cadence]
        assert found == [Goes.NOW, Goes.BUNDLED, Goes.BUNDLED, Goes.NOT]

    def test_of_a_duty_is_not_lost_by_leaving_the_news(self):
        papers = a_kind(Stream.DUTY, waits=True)
        told = delivery(papers, replace(WANTED, wants=Cadence.NEVER))
        assert told.goes is Goes.BUNDLED

    @pytest.mark.parametrize("kind", ALL_KINDS, ids=str)
    def test_is_refused_to_whoever_is_not_entitled(self, kind):
        told = delivery(kind, replace(WANTED, is_entitled=False))
        assert (told.goes, told.why) == (Goes.NOT, Why.NOT_ENTITLED)

    @pytest.mark.parametrize("kind", ALL_KINDS, ids=str)
    def test_needs_an_address(self, kind):
        told = delivery(kind, replace(WANTED, has_address=False))
        assert (told.goes, told.why) == (Goes.NOT, Why.NO_ADDRESS)

    @pytest.mark.parametrize("kind", ALL_KINDS, ids=str)
    def test_to_a_stopped_address_is_of_what_was_just_asked_for_alone(self, kind):
        told = delivery(kind, replace(WANTED, suppressed="hard"))
        assert (told.goes is not Goes.NOT) == (kind.stream is Stream.SECURITY)

    @pytest.mark.parametrize("kind", ALL_KINDS, ids=str)
    def test_to_an_address_that_a_person_stopped_is_of_nothing(self, kind):
        told = delivery(kind, replace(WANTED, suppressed="by hand"))
        assert (told.goes, told.why) == (Goes.NOT, Why.SUPPRESSED)


class TestNextBundle:
    def test_is_monday_morning_where_the_reader_is(self):
        at = next_bundle(Cadence.WEEKLY, after=NOW, zone="Asia/Karachi")
        here = at.astimezone(ZoneInfo("Asia/Karachi"))
        assert (here.weekday(), here.time()) == (0, AT)

    def test_of_a_day_is_the_next_morning(self):
        at = next_bundle(Cadence.DAILY, after=NOW, zone=LONDON)
        assert at == datetime(2026, 3, 5, 7, 30, tzinfo=UTC)

    def test_is_the_chosen_day(self):
        at = next_bundle(Cadence.WEEKLY, after=NOW, zone=LONDON, weekday=2)
        assert at == datetime(2026, 3, 11, 7, 30, tzinfo=UTC)

    def test_without_a_zone_is_in_utc(self):
        at = next_bundle(Cadence.WEEKLY, after=NOW, zone="")
        assert at == datetime(2026, 3, 9, 7, 30, tzinfo=UTC)

    def test_at_once_is_now(self):
        assert next_bundle(Cadence.AT_ONCE, after=NOW, zone=LONDON) == NOW

    def test_of_who_never_wants_one_there_is_none(self):
        with pytest.raises(ValueError, match="never"):
            next_bundle(Cadence.NEVER, after=NOW, zone=LONDON, weekday=9)

    @settings(deadline=None)  # the first zone is read from a file
    @given(
        st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),  # noqa: DTZ001 -- given its zone below
        st.sampled_from((LONDON, "America/Sao_Paulo", "Asia/Tehran", "Pacific/Apia")),
        st.integers(0, 6),
    )
    def test_is_the_same_time_of_day_over_every_clock_change(self, when, zone, day):
        after = when.replace(tzinfo=UTC)
        at = next_bundle(Cadence.WEEKLY, after=after, zone=zone, weekday=day)
        here = at.astimezone(ZoneInfo(zone))
        assert (here.time(), here.weekday()) == (AT, day)
        assert timedelta(0) < at - after <= timedelta(days=7, hours=1)


class TestNextTry:
    def test_waits_longer_each_time(self):
        waits = [
            next_try(n, tried_at=NOW, now=NOW) - NOW  # type: ignore[operator]
            for n in range(1, 9)
        ]
        assert waits == sorted(waits)
        assert waits[0] == timedelta(minutes=1)
        assert waits[-1] == timedelta(hours=4)

    def test_ends_with_a_last_one_after_72_hours(self):
        last = NOW + GIVEN_UP_AFTER
        almost = last - timedelta(minutes=3)
        assert next_try(30, tried_at=NOW, now=almost) == last
        assert next_try(31, tried_at=NOW, now=last) is None

    def test_is_made_ten_times_however_long_no_worker_ran(self):
        later = NOW + timedelta(days=4)
        assert next_try(1, tried_at=NOW, now=later) == later + timedelta(minutes=1)
        assert next_try(9, tried_at=NOW, now=later) == later + timedelta(hours=4)
        assert next_try(10, tried_at=NOW, now=later) is None

    def test_of_a_server_is_within_five_minutes(self):
        assert server_wait(1) == timedelta(seconds=10)
        assert server_wait(1000) == timedelta(minutes=5)


class TestLetters:
    def test_are_kept_and_come_back_whole(self):
        letter = Letter(
            "Title",
            (
                Heading("a"),
                Paragraph("b"),
                Words("*c*"),
                FactLines((("d", "e"),)),
                Items(("f", "g")),
                Button("h", "https://i.example/", is_quiet=True),
            ),
            calendar="BEGIN:VCALENDAR",
            calendar_method="REQUEST",
        )
        assert letter_of(letter_json(letter)) == letter

    def test_that_were_forgotten_say_nothing(self):
        assert letter_of({}) == Letter("")


class TestKinds:
    def test_are_known_by_their_names(self):
        names = [one.name for one in all_kinds()]
        assert names == sorted(names)
        assert kind_of("post.bundle").stream is Stream.DUTY

    def test_nobody_declared_are_none(self):
        with pytest.raises(UnknownKind):
            kind_of("nobody.declared")


def test_a_reader_has_the_domain_of_her_address():
    assert Reader("person", "1", "A.B@Clinic.Example").domain == "clinic.example"


@pytest.mark.parametrize(
    ("code", "hard", "policy"),
    [
        ("5.1.1", True, False),
        ("550", False, False),
        ("5.2.2", False, False),
        ("4.2.2", False, False),
        ("5.7.1", False, True),
        ("5.7.13", True, False),
        ("", False, False),
    ],
)
def test_a_status_says_of_whom_it_speaks(code, hard, policy):
    assert (is_hard(code), is_policy(code)) == (hard, policy)


@pytest.mark.parametrize(
    ("status", "words", "fault"),
    [
        ("5.7.13", "", Fault("5.7.13", is_hard=True)),
        ("5.7.17", "", Fault("5.7.17", is_hard=True)),
        ("5.7.1", "", Fault("5.7.1", is_policy=True)),
        ("5.1.8", "", Fault("5.1.8", is_policy=True)),
        ("5.0.0", "550 5.1.1 who is it", Fault("5.1.1", is_hard=True)),
        ("5.0.0", "2.0.0 then 5.0.0 then 5.2.2", Fault("5.2.2")),
        ("5.0.0", "no", Fault("5.0.0")),
    ],
)
def test_a_failure_is_judged_by_the_status_that_says_most(status, words, fault):
    assert judge(status, words) == fault


class TestDeclareKind:
    def test_refuses_a_name_that_another_kind_has(self):
        with pytest.raises(KindTwice):
            declare_kind(replace(all_kinds()[0], title="Another"))
