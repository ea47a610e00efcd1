"""The chair of a group strikes what is her group's, and learns of nothing else."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import PermissionDenied

from fourthp.foundation import strikes
from fourthp.foundation.gaps import gap_of
from fourthp.foundation.ids import new_id
from fourthp.foundation.models import KeptText
from fourthp.foundation.models.form_keys import seal
from fourthp.foundation.operations.striking import (
    Asked,
    NothingToStrike,
    look_at_strike,
    strike_from_record,
)
from fourthp.partnership.models import Audience, Group, Person, Role, Sheet
from fourthp.partnership.tests.makers import (
    make_audience,
    make_group,
    make_member,
    make_network,
    make_person,
    make_seat,
)
from fourthp.partnership.views.matters import groups
from fourthp.post.models import Incoming

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
GAP = gap_of(NOW.date())
WORDS = "Marta Wisniewska"
NOTHING = "These words do not stand here"


@pytest.fixture(autouse=True)
def _network():
    make_network()


def chair_of(group: Group) -> Person:
    person = make_person("Ann Lee")
    make_seat(person, group=group, role=Role.CHAIR)
    person.is_strong = True
    return person


def asked(group: Group, words: str = WORDS, **more: object) -> Asked:
    return Asked("group", group.pk, words, **({"is_everywhere": False} | more))


def write_elsewhere(group: Group) -> None:
    """Write the words wherever they are copied, and about nothing of the group's."""
    Sheet.objects.create(file_name="a.csv", made_at=NOW, rows=[[2, [WORDS]]])
    row = {"kind": "x", "outcome": "letter", "has_words": True, "taken_at": NOW}
    Incoming.objects.create(source_key="1", digest="1", words={"text": WORDS}, **row)
    session = SessionStore()
    session["_messages"] = f'[["__json_message", 0, 25, "{WORDS} was saved", ""]]'
    session.save()
    audience = make_audience({"group": group})
    Audience.objects.filter(pk=audience.pk).update(name=f"Those of {WORDS}")
    make_group("Nights", purpose=WORDS)


def draft_at(path: str) -> KeptText:
    typed = seal({"words": [WORDS]})
    row = {"form_key": new_id(), "sealed": typed, "kept_at": NOW}
    return KeptText.objects.create(user_id="1", path=path, **row)


def standing_elsewhere() -> int:
    return sum(
        WORDS in str(said)
        for said in (
            *(one.rows for one in Sheet.objects.all()),
            *(one.words for one in Incoming.objects.all()),
            *(SessionStore(one.session_key).load() for one in _sessions()),
            *Audience.objects.values_list("name", flat=True),
            *Group.objects.values_list("purpose", flat=True),
        )
    )


def _sessions():
    return SessionStore.get_model_class().objects.all()


def test_she_may_not_ask_for_copies_about_something_else():
    group = make_group("Housing", purpose=WORDS)
    with pytest.raises(PermissionDenied):
        strike_from_record(
            asked(group, is_everywhere=True), by=chair_of(group), now=NOW
        )
    group.refresh_from_db()
    assert group.purpose == WORDS


def test_what_stands_elsewhere_answers_as_what_stands_nowhere():
    group = make_group("Housing", purpose="For all.")
    by = chair_of(group)
    write_elsewhere(group)
    draft_at(f"/groups/{group.pk}/facts/")
    for words in (WORDS, "Nobody Whosoever"):
        for act in (look_at_strike, strike_from_record):
            with pytest.raises(NothingToStrike, match=NOTHING):
                act(asked(group, words), by=by, now=NOW)


def test_words_that_she_writes_herself_tell_nothing_of_what_stands_elsewhere():
    group = make_group("Housing", purpose="For all.")
    by = chair_of(group)
    Group.objects.filter(pk=group.pk).update(purpose=WORDS)
    before = look_at_strike(asked(group), by=by, now=NOW)
    write_elsewhere(group)
    draft_at(f"/groups/{group.pk}/facts/")
    assert look_at_strike(asked(group), by=by, now=NOW) == before
    strike_from_record(asked(group), by=by, now=NOW)
    assert standing_elsewhere() == 5
    # It would bring them back: that it went is told to nobody.
    assert KeptText.objects.get().typed() == {"words": [GAP]}


def test_for_whoever_runs_the_record_all_of_it_counts():
    """The control: the same words, struck by the network's chair."""
    group = make_group("Housing", purpose="For all.")
    by = make_member("Cy Orr", role=Role.CHAIR)
    by.is_strong = True
    write_elsewhere(group)
    strike_from_record(asked(group, is_everywhere=True), by=by, now=NOW)
    assert standing_elsewhere() == 1  # another matter's own words are struck there


def test_without_the_question_who_runs_the_record_she_would_probe_it(monkeypatch):
    """The control: were she taken for somebody who does, she would be told."""
    group = make_group("Housing", purpose="For all.")
    write_elsewhere(group)
    monkeypatch.setattr(strikes, "_runners", ["builtins.bool"])
    found = look_at_strike(
        asked(group, is_everywhere=True), by=chair_of(group), now=NOW
    )
    assert sum(one.count for one in found) >= 3


def test_with_nobody_registered_nobody_runs_the_record(monkeypatch):
    monkeypatch.setattr(strikes, "_runners", [])
    assert not strikes.may_strike_everywhere(make_person())


def test_she_strikes_nothing_that_she_does_not_see(monkeypatch):
    group = make_group("Housing", purpose=WORDS)
    by = chair_of(group)
    unseen = replace(groups.GROUP, may_see=lambda _reader, _pk: False)
    monkeypatch.setattr(groups, "GROUP", unseen)
    with pytest.raises(PermissionDenied):
        strike_from_record(asked(group), by=by, now=NOW)
