"""Strike from the record: who may, what goes, who is told, and what stays true."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from fourthp.audit.models import Entry
from fourthp.audit.operations import seal_entries
from fourthp.audit.queries import faults_of_record
from fourthp.foundation.actors import Host
from fourthp.foundation.gaps import gap_of
from fourthp.foundation.matters import (
    STRUCK,
    CannotUndo,
    matter_kind,
    told_acts,
    undo_change,
)
from fourthp.foundation.models import FormKey, Job, KeptText, Revision, RevisionPart
from fourthp.foundation.models.form_keys import seal
from fourthp.foundation.needles import TooFew
from fourthp.foundation.operations.striking import (
    Asked,
    NothingToStrike,
    look_at_strike,
    strike_from_record,
)
from fourthp.foundation.queries.history import history_of
from fourthp.foundation.queries.striking import inside_longer, whole_fields
from fourthp.partnership.models import Circular, Handover, Person, Role, Sheet
from fourthp.partnership.operations.circulars import CircularFacts, write_circular
from fourthp.partnership.operations.groups import edit_group
from fourthp.partnership.tests.makers import (
    make_agency,
    make_group,
    make_member,
    make_network,
    make_person,
    make_seat,
)
from fourthp.post.models import Incoming, Message
from fourthp.post.operations.striking import STRUCK_WORDS

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
GAP = gap_of(NOW.date())
WORDS = "Marta Wisniewska"
SENT = Message.State.SENT


@pytest.fixture(autouse=True)
def _network():
    make_network()


def coordinator() -> Person:
    person = make_member("Rosa Hale", role=Role.COORDINATOR)
    Person.objects.filter(pk=person.pk).update(email="rosa@network.example")
    person.refresh_from_db()
    person.is_strong = True
    return person


def reader(name: str) -> Person:
    person = make_member(name)
    Person.objects.filter(pk=person.pk).update(email=f"{person.pk}@clinic.example")
    return person


def written(words: str = f"We met **{WORDS}** there.", **more: object) -> Circular:
    said = {"title": "Night number", "words": words, "sort": "urgent"} | more
    return write_circular(CircularFacts(**said), by=Host(), now=NOW)


def change_purpose(group, purpose: str, by: Person) -> None:
    edit_group(group, {"purpose": purpose}, by=by, today=NOW.date())


def asked(matter, words: str = WORDS, **more: object) -> Asked:
    return Asked(matter.matter_kind, matter.pk, words, **more)


def counts(found) -> dict[str, int]:
    return {one.title: one.count for one in found if one.count}


class TestStrikeFromRecord:
    def test_leaves_a_gap_in_what_it_says_now(self):
        by, circular = coordinator(), written()
        strike_from_record(asked(circular), by=by, now=NOW)
        circular.refresh_from_db()
        assert circular.words == f"We met **{GAP}** there."

    def test_takes_the_words_out_of_what_older_versions_said(self):
        by, group = coordinator(), make_group("Housing", purpose=f"For {WORDS}.")
        change_purpose(group, "For women.", by)
        strike_from_record(asked(group), by=by, now=NOW)
        [part] = RevisionPart.objects.filter(model="partnership.Group")
        assert part.rows[str(group.pk)]["purpose"] == [f"For {GAP}.", "For women."]

    def test_takes_the_words_out_of_mails_sent_or_not_and_the_rest_goes(self):
        for name in ("Asha Bell", "Dele Obi"):
            reader(name)
        by, circular = coordinator(), written()
        first, *others = Message.objects.order_by("id")
        Message.objects.filter(pk=first.pk).update(state=SENT, ended_at=NOW)
        found = strike_from_record(asked(circular), by=by, now=NOW)
        assert counts(found)["In mails that were sent"] == 1
        for one in (first, *others):
            one.refresh_from_db()
            assert WORDS not in str(one.letter)
            assert GAP in str(one.letter)
        assert {one.state for one in others} == {"held"}

    def test_tells_those_who_had_it_by_mail_once_and_says_no_word_of_it(self):
        asha = reader("Asha Bell")
        by, circular = coordinator(), written()
        again = written()
        mails = Message.objects.filter(reader_id=str(asha.pk))
        mails.update(state=SENT, ended_at=NOW)
        found = strike_from_record(asked(circular), by=by, now=NOW)
        [told] = Message.objects.filter(kind=STRUCK_WORDS.name)
        assert counts(found)["People who had it by mail and are told"] == 1
        assert told.reader_id == str(asha.pk)
        assert told.state == Message.State.WAITING
        assert "delete" in str(told.letter)
        assert "Marta" not in str(told.letter)
        again.refresh_from_db()
        assert WORDS in again.words  # another matter's own words are struck there

    def test_tells_whoever_had_a_mail_whose_words_are_forgotten_already(self):
        reader("Asha Bell")
        by, circular = coordinator(), written()
        gone = {"letter": {}, "has_words": False, "ended_at": NOW}
        Message.objects.update(state=SENT, **gone)
        strike_from_record(asked(circular), by=by, now=NOW)
        told = Message.objects.filter(kind=STRUCK_WORDS.name)
        assert told.count() == 2  # the coordinator had it as well
        assert "may have held them" in str(told[0].letter)

    def test_tells_nobody_who_has_left_and_counts_her(self):
        asha = reader("Asha Bell")
        by, circular = coordinator(), written()
        Message.objects.filter(reader_id=str(asha.pk)).update(state=SENT, ended_at=NOW)
        asha.seats.all().delete()
        found = strike_from_record(asked(circular), by=by, now=NOW)
        gone = "People who had it by mail and no mail reaches them now"
        assert counts(found)[gone] == 1
        assert not Message.objects.filter(kind=STRUCK_WORDS.name).exists()

    def test_counts_a_mail_that_is_being_sent_as_sent(self):
        reader("Asha Bell")
        by, circular = coordinator(), written()
        leased = {"leased_until": NOW + timedelta(minutes=1), "leased_by": "w"}
        Message.objects.update(state=Message.State.WAITING, **leased)
        found = strike_from_record(asked(circular), by=by, now=NOW)
        assert counts(found)["People who had it by mail and are told"] == 2

    def test_takes_the_words_out_of_drafts_sheets_and_letters_that_came_in(self):
        by, circular = coordinator(), written()
        typed = {"words": [f"dear {WORDS}"]}
        kept = {"form_key": Incoming().pk, "sealed": seal(typed), "kept_at": NOW}
        KeptText.objects.create(user_id="1", path="/circulars/new/", **kept)
        rows = [[2, ["Harbour", WORDS]]]
        sheet = Sheet.objects.create(file_name="a.csv", made_at=NOW, rows=rows)
        letter = Incoming.objects.create(
            source_key="1",
            digest="1",
            taken_at=NOW,
            kind="x",
            outcome="letter",
            has_words=True,
            words={"text": f"I saw {WORDS.upper()}"},
        )
        found = counts(strike_from_record(asked(circular), by=by, now=NOW))
        assert found["In letters that came in by mail"] == 1
        assert found["In sheets that were handed in"] == 1
        assert KeptText.objects.get().typed() == {"words": [f"dear {GAP}"]}
        sheet.refresh_from_db()
        letter.refresh_from_db()
        assert sheet.rows == [[2, ["Harbour", GAP]]]
        assert letter.text == f"I saw {GAP}"

    def test_leaves_copies_about_something_else_where_it_was_asked_to(self):
        by, circular = coordinator(), written()
        letter = Incoming.objects.create(
            source_key="1",
            digest="1",
            taken_at=NOW,
            kind="x",
            outcome="letter",
            has_words=True,
            words={"text": WORDS},
        )
        strike_from_record(asked(circular, is_everywhere=False), by=by, now=NOW)
        letter.refresh_from_db()
        assert letter.text == WORDS
        assert not Message.objects.filter(letter__contains=WORDS).exists()

    def test_strikes_a_whole_field_with_all_that_it_said(self):
        by, group = coordinator(), make_group("Housing", purpose="First words.")
        change_purpose(group, "Other words.", by)
        [(place, _name)] = [
            one for one in whole_fields("group", group.pk) if one[1] == "Purpose"
        ]
        label, pk, name = place.split("|")
        whole = frozenset({(label, pk, name)})
        strike_from_record(asked(group, "", whole=whole), by=by, now=NOW)
        group.refresh_from_db()
        [part] = RevisionPart.objects.filter(model="partnership.Group")
        assert group.purpose == GAP
        assert part.rows[str(group.pk)]["purpose"] == [GAP, GAP]
        assert "Purpose" not in dict(whole_fields("group", group.pk)).values()

    def test_a_whole_field_takes_its_words_out_of_its_mails(self):
        reader("Asha Bell")
        by, circular = coordinator(), written("Words of one line, told to all.")
        whole = frozenset({("partnership.Circular", str(circular.pk), "words")})
        strike_from_record(asked(circular, "", whole=whole), by=by, now=NOW)
        assert all(
            "told to all" not in str(one.letter) for one in Message.objects.all()
        )

    def test_an_address_goes_whole_and_a_full_field_is_not_burst(self):
        by = coordinator()
        agency = make_agency("Marta", website="https://marta.example/a")
        strike_from_record(asked(agency, "Marta"), by=by, now=NOW)
        agency.refresh_from_db()
        assert (agency.name, agency.website) == (GAP, "")
        assert {"name", "website"} <= set(agency.local_fields)

    def test_tells_the_record_who_and_when_and_never_the_words(self):
        by, circular = coordinator(), written()
        strike_from_record(asked(circular), by=by, now=NOW)
        entry = Entry.objects.get(act=STRUCK)
        assert (entry.actor_id, entry.matter_id) == (str(by.pk), str(circular.pk))
        assert set(entry.detail) == {"places"}

    def test_the_chain_is_whole_after_a_strike(self):
        by, circular = coordinator(), written()
        seal_entries(now=NOW)
        strike_from_record(asked(circular), by=by, now=NOW)
        later = NOW + timedelta(minutes=1)
        seal_entries(now=later)
        assert not faults_of_record(now=later, outside=None)

    def test_refuses_a_letter_or_two(self):
        by, circular = coordinator(), written()
        for words in ("a", "é!", "– –", "a  b"):
            with pytest.raises(TooFew, match="three letters"):
                strike_from_record(asked(circular, words), by=by, now=NOW)

    def test_says_that_the_words_stand_nowhere_and_a_second_strike_too(self):
        by, circular = coordinator(), written()
        with pytest.raises(NothingToStrike):
            strike_from_record(asked(circular, "Somebody Else"), by=by, now=NOW)
        strike_from_record(asked(circular), by=by, now=NOW)
        with pytest.raises(NothingToStrike):
            strike_from_record(asked(circular), by=by, now=NOW)
        assert Revision.objects.filter(act=STRUCK).count() == 1

    def test_has_the_database_written_anew(self):
        by, circular = coordinator(), written()
        strike_from_record(asked(circular), by=by, now=NOW)
        [job] = Job.objects.all()
        assert job.path.endswith(".scrub")
        assert "partnership_circular" in job.arguments["args"][0]
        assert "Marta" not in str(job.arguments)

    def test_strikes_again_what_was_written_while_it_struck(
        self, django_capture_on_commit_callbacks
    ):
        by, circular = coordinator(), written()
        with django_capture_on_commit_callbacks() as waiting:
            strike_from_record(asked(circular), by=by, now=NOW)
        late = Message.objects.first()
        late.letter = {"title": WORDS}
        late.save()
        for one in waiting:
            one()
        late.refresh_from_db()
        assert late.letter["title"] == GAP


class TestWhoMay:
    def test_refuses_members_leads_and_who_came_by_password_alone(self):
        weak = coordinator()
        circular = written()
        weak.is_strong = False
        lead = make_member("Ivy Ross", role=Role.LEAD)
        lead.is_strong = True
        for by in (weak, lead, Host()):
            with pytest.raises(PermissionDenied):
                strike_from_record(asked(circular), by=by, now=NOW)

    def test_lets_the_chair_of_the_group_concerned_and_no_other(self):
        group, other = make_group("Housing", purpose=WORDS), make_group("Nights")
        inside, outside = make_person("Ann Lee"), make_person("Bo Lind")
        make_seat(inside, group=group, role=Role.CHAIR)
        make_seat(outside, group=other, role=Role.CHAIR)
        for one in (inside, outside):
            one.is_strong = True
        with pytest.raises(PermissionDenied):
            strike_from_record(asked(group), by=outside, now=NOW)
        strike_from_record(asked(group, is_everywhere=False), by=inside, now=NOW)
        circular = written(group=None)
        with pytest.raises(PermissionDenied):
            strike_from_record(asked(circular), by=inside, now=NOW)

    def test_lets_the_networks_chair(self):
        chair = make_member("Cy Orr", role=Role.CHAIR)
        chair.is_strong = True
        circular = written()
        strike_from_record(asked(circular), by=chair, now=NOW)
        circular.refresh_from_db()
        assert WORDS not in circular.words

    def test_is_closed_for_a_kind_that_nobody_registered(self):
        unknown, by = Asked("nothing", make_group().pk, WORDS), coordinator()
        with pytest.raises(PermissionDenied):
            strike_from_record(unknown, by=by, now=NOW)


class TestLookAtStrike:
    def test_counts_what_would_go_and_leaves_all_as_it_is(self):
        reader("Asha Bell")
        by, circular = coordinator(), written()
        before = Message.objects.count()
        would = look_at_strike(asked(circular), by=by, now=NOW)
        circular.refresh_from_db()
        assert counts(would)["In what it says now"] == 1
        assert WORDS in circular.words
        assert Message.objects.count() == before
        assert not Revision.objects.filter(act=STRUCK).exists()
        assert not Job.objects.exists()
        assert not FormKey.objects.exists()

    def test_tells_what_stands_inside_longer_words(self):
        group = make_group(purpose="Ana, Banana, Anastasia")
        assert inside_longer("group", group.pk, "Ana") == 2


class TestHistory:
    def test_shows_the_gap_and_that_words_were_struck_for_good(self):
        by, group = coordinator(), make_group("Housing", purpose=f"For {WORDS}.")
        change_purpose(group, "All.", by)
        strike_from_record(asked(group), by=by, now=NOW)
        kind = matter_kind("group")
        acts = told_acts(kind, group.pk, history_of("group", group.pk))
        [struck] = [one for one in acts if one[1].revision.act == STRUCK]
        assert str(struck[0]) == "words were struck from the record"
        assert struck[2] is False
        with pytest.raises(CannotUndo, match="kept nowhere"):
            undo_change(kind, group.pk, struck[1].revision, by=by, now=NOW)

    def test_taking_an_older_change_back_brings_the_gap_back_and_no_word(self):
        by, group = coordinator(), make_group("Housing", purpose=f"For {WORDS}.")
        change_purpose(group, "All.", by)
        strike_from_record(asked(group), by=by, now=NOW)
        edit = Revision.objects.exclude(act=STRUCK).get(matter_id=str(group.pk))
        undo_change(matter_kind("group"), group.pk, edit, by=by, now=NOW)
        group.refresh_from_db()
        assert group.purpose == f"For {GAP}."


class TestHandovers:
    def test_words_left_for_a_seat_are_struck_by_the_coordinator(self):
        by, person = coordinator(), make_member("Ida Moss")
        row = {"seat": person.seats.get(), "writer": person, "written_on": NOW.date()}
        left = Handover.objects.create(words=f"Ask {WORDS}.", **row)
        assert matter_kind("handover").may_see(by, left.pk)
        strike_from_record(asked(left), by=by, now=NOW)
        left.refresh_from_db()
        assert left.words == f"Ask {GAP}."
