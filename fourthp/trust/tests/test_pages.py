"""The record, its witnesses and what they say, in the browser."""

from dataclasses import replace
from pathlib import Path

import pytest
import time_machine
from django.urls import reverse

from fourthp.audit import queries
from fourthp.audit.models import Anchor, Entry, Seal
from fourthp.audit.operations import anchor_days, seal_entries
from fourthp.partnership.models import Role
from fourthp.partnership.tests.makers import make_network
from fourthp.trust.models import Witness
from fourthp.trust.operations import IsNoWitness
from fourthp.trust.queries import verdicts
from fourthp.trust.tests.makers import (
    DAY,
    NOON,
    browser,
    make_anchors,
    make_entries,
    make_link,
    make_told,
    make_witness,
)
from fourthp.trust.views import record
from fourthp.trust.views import witnesses as views
from tests.safety.acts.sending import keyed

pytestmark = pytest.mark.django_db


def page_of(witness: Witness) -> str:
    return reverse("witness", args=[make_link(witness).token()])


@pytest.fixture
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


def make_growing_anchors(days: int) -> list[Anchor]:
    """A record to which something was added on each of some days."""
    for day in range(days):
        with time_machine.travel(NOON + day * DAY, tick=False):
            make_entries(1)
        seal_entries(now=NOON + day * DAY)
        anchor_days(now=NOON + (day + 1) * DAY)
    return list(Anchor.objects.order_by("day"))


def faster(*_args: object, **_given: object) -> None:
    raise IsNoWitness("This person is no witness any more.")


class TestRecord:
    def test_says_how_it_stands_to_the_auditor_who_names_nobody(self, settings):
        make_anchors(2)
        settings.MAIL_SERVER = {"host": "mail.vale.example"}
        make_told("Clerk of Vale")
        said = browser(Role.AUDITOR).get(reverse("record")).content.decode()
        assert "Clerk of Vale" in said
        assert "1 more witness outside is needed" in said
        assert reverse("witnesses") not in said

    def test_says_that_a_record_is_as_an_old_mail_says(self):
        note = make_anchors(2)[-1].note()
        quoted = "\n> ".join(f"Keep this mail.\n{note.spaced()}".split())
        answer = browser(Role.AUDITOR).post(reverse("record"), {"note": quoted})
        said = answer.content.decode()
        assert "Unchanged: all 3 acts up to 5 May 2026" in said

    def test_says_that_a_record_made_anew_is_not(self):
        note = make_anchors(2)[-1].note()
        Entry.objects.update(act="nothing")
        Seal.objects.all().delete()
        Anchor.objects.all().delete()
        seal_entries(now=NOON)
        anchor_days(now=NOON + 2 * DAY)
        client = browser(Role.AUDITOR)
        said = client.post(reverse("record"), {"note": note.spaced()}).content.decode()
        assert "Changed: the record up to 5 May 2026" in said
        assert "was made anew" in said

    def test_names_the_first_place_of_a_change(self):
        note = make_anchors(1)[0].note()
        Entry.objects.filter(pk=Seal.objects.get(pk=2).entry_id).update(act="nothing")
        client = browser()
        said = client.post(reverse("record"), {"note": note.spaced()}).content.decode()
        assert "An entry was changed after it was sealed. First at no. 2." in said

    def test_compares_every_note_of_a_mail_and_tells_of_the_newest_first(self):
        anchors = make_growing_anchors(5)
        mail = "\n\n".join(one.note().spaced() for one in anchors)
        said = browser().post(reverse("record"), {"note": mail}).content.decode()
        assert f"up to {anchors[-1].day:%-d %B %Y} are as they were" in said
        assert said.count("Unchanged: all") == 1
        assert "4 older notes in it agree as well." in said

    def test_a_change_after_the_oldest_notes_is_seen(self):
        anchors = make_growing_anchors(5)
        mail = "\n\n".join(one.note().spaced() for one in anchors)
        last = Seal.objects.get(sequence=anchors[-1].sequence)
        assert last.sequence > anchors[2].sequence
        Entry.objects.filter(pk=last.entry_id).update(act="nothing")
        said = browser().post(reverse("record"), {"note": mail}).content.decode()
        assert f"Changed: the record up to {anchors[-1].day:%-d %B %Y}" in said
        # What was noted before is as it was.
        assert said.count("Changed: the record") == 1

    def test_an_old_note_that_does_not_agree_is_told_of_beside_the_newest(self):
        anchors = make_growing_anchors(5)
        old = replace(anchors[0].note(), chain="0" * 64)
        mail = f"{old.spaced()}\n\n{anchors[-1].note().spaced()}"
        said = browser().post(reverse("record"), {"note": mail}).content.decode()
        assert said.index("Unchanged: all") < said.index("Changed: the record")

    def test_asks_again_where_no_note_stands(self):
        client = browser()
        for typed in ("", "Dear Sir"):
            answer = client.post(reverse("record"), {"note": typed})
            assert answer.status_code == 400

    def test_leaves_a_record_that_takes_minutes_to_the_host(self, monkeypatch):
        note = make_anchors(1)[0].note()
        monkeypatch.setattr(record, "MOST_ON_PAGE", 2)
        said = browser().post(reverse("record"), {"note": note.spaced()})
        assert "verify-record --against" in said.content.decode()

    def test_every_fault_of_the_record_has_words(self):
        text = Path(queries.__file__).read_text()
        assert [one for one in verdicts.FAULTS if f'"{one}"' not in text] == []

    def test_looking_and_comparing_changes_nothing(self):
        note = make_anchors(1)[0].note()
        client = browser()
        before = Entry.objects.count()
        client.post(reverse("record"), {"note": note.spaced()})
        assert Entry.objects.count() == before


class TestWitnesses:
    def test_asks_somebody_by_mail(self):
        make_network()
        said = keyed(name="The clerk", address="clerk@lower.example")
        answer = browser().post(reverse("witnesses"), said, follow=True)
        assert "was asked, and has not answered" in answer.content.decode()

    @pytest.mark.parametrize(
        "said",
        [
            {"name": "The clerk", "address": "no address"},
            {"name": "One\x85two", "address": "clerk@lower.example"},
            {"name": "", "address": ""},
        ],
    )
    def test_says_what_is_wrong_and_keeps_what_was_typed(self, said):
        answer = browser().post(reverse("witnesses"), keyed(**said))
        assert answer.status_code == 400

    def test_refuses_somebody_of_the_network_in_words(self):
        client = browser()
        said = keyed(name="Cora", address="asha.bell@clinic.example")
        answer = client.post(reverse("witnesses"), said)
        assert "A witness is outside it" in answer.content.decode()

    def test_refuses_a_seventh_in_words(self):
        for _ in range(6):
            make_witness()
        said = keyed(name="The clerk", address="clerk@lower.example")
        answer = browser().post(reverse("witnesses"), said)
        assert "Six are enough" in answer.content.decode()

    def test_lets_one_go_and_asks_one_again(self):
        client, gone = browser(), make_witness()
        asked = make_witness("Auditor of Lower", confirmed_at=None)
        client.post(reverse("witness-asking", args=[asked.pk]), keyed())
        removal = reverse("witness-removal", args=[gone.pk])
        answer = client.post(removal, keyed(), follow=True)
        assert "Forgotten" in answer.content.decode()
        assert list(Witness.objects.all()) == [asked]
        assert client.post(removal, keyed()).status_code == 404

    def test_says_where_somebody_was_faster(self, monkeypatch):
        client, witness = browser(), make_witness()
        monkeypatch.setattr(views, "let_witness_go", faster)
        removal = reverse("witness-removal", args=[witness.pk])
        answer = client.post(removal, keyed(), follow=True)
        assert "no witness any more" in answer.content.decode()
        assert "Forgotten" not in answer.content.decode()


@pytest.mark.usefixtures("at_noon")
class TestOwnPage:
    def test_looking_says_neither_yes_nor_no(self):
        witness = make_witness(confirmed_at=None)
        answer = browser(None).get(page_of(witness))
        assert "Will you keep a note of each day?" in answer.content.decode()
        assert Witness.objects.get().confirmed_at is None

    def test_yes_and_later_no(self):
        witness, client = make_witness(confirmed_at=None), browser(None)
        page = page_of(witness)
        answer = client.post(page, keyed(choice="yes"), follow=True)
        assert "You keep the notes" in answer.content.decode()
        answer = client.post(page, keyed(choice="no"), follow=True)
        assert answer.status_code == 410
        assert "Your address is forgotten here" in answer.content.decode()
        answer = client.post(page, keyed(choice="yes"), follow=True)
        assert "Your address is forgotten here" in answer.content.decode()
        assert not Witness.objects.exists()

    def test_never_names_the_witness(self):
        witness = make_witness("Rosa Hale")
        said = browser(None).get(page_of(witness)).content.decode()
        assert "Rosa Hale" not in said
        assert witness.address not in said

    def test_takes_no_other_word_and_no_other_link(self):
        client, witness = browser(None), make_witness()
        assert client.post(page_of(witness), keyed(choice="so")).status_code == 400
        assert client.get(reverse("witness", args=["x.y.z"])).status_code == 404

    def test_an_old_link_leads_to_the_last_mail(self, monkeypatch):
        witness = make_witness()
        path = page_of(witness)
        monkeypatch.setattr(views, "now", lambda: NOON + 600 * DAY)
        answer = browser(None).get(path)
        assert answer.status_code == 410
        assert "each has a fresh one" in answer.content.decode()

    def test_of_two_presses_at_once_the_second_finds_it_done(self, monkeypatch):
        witness, client = make_witness(), browser(None)
        monkeypatch.setattr(views, "stop_being_witness", faster)
        answer = client.post(page_of(witness), keyed(choice="no"))
        assert answer.status_code == 302


class TestWhereWitnessesLack:
    def test_settings_clockwork_and_front_page_say_so_until_two_are_there(
        self, settings
    ):
        settings.MAIL_SERVER = {"host": "mail.vale.example"}
        make_network()
        client = browser()
        paths = [reverse(name) for name in ("network", "clockwork", "front")]
        needed = "more witnesses outside are needed"
        for path in paths:
            assert needed in client.get(path).content.decode(), path
        make_told()
        make_told()
        for path in paths:
            assert needed not in client.get(path).content.decode()

    def test_the_front_page_of_a_member_says_nothing_of_them(self):
        make_network()
        said = browser(Role.REPRESENTATIVE).get(reverse("front")).content.decode()
        assert "witness" not in said.lower()


class TestWhatWeHold:
    def test_each_part_is_folded_with_its_count(self, client):
        said = client.get(reverse("what-we-hold")).content.decode()
        assert said.count("<details") == said.count(" facts</span></summary>") > 5
        assert " open id=" not in said

    def test_all_of_it_opens_to_be_printed(self, client):
        said = client.get(reverse("what-we-hold"), {"open": "all"}).content.decode()
        assert said.count(" open id=") == said.count("<details")
