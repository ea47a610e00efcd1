"""What a mail says of answering it is true: where nothing is read, it names whom."""

import pytest

from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now as clock_now
from fourthp.partnership.formats.invitations import invited_letter
from fourthp.partnership.formats.letters import still_there_letter
from fourthp.partnership.models import Network
from fourthp.partnership.operations.leaving import leave
from fourthp.partnership.operations.left_mails import PERSON_LEFT
from fourthp.partnership.queries.answering import how_to_tell, whom_to_ask
from fourthp.partnership.tests.test_leaving import ben
from fourthp.partnership.tests.test_said_of_leaving import shown, way_to
from fourthp.post.models import Message
from fourthp.post.rules.letters import Paragraph

__all__ = ["ben"]
pytestmark = pytest.mark.django_db


class TestHowToTell:
    @pytest.mark.parametrize(
        ("email", "phone", "words"),
        [
            ("ask@vale.example", "0123", "Write to ask@vale.example, or ring 0123."),
            ("ask@vale.example", "", "Write to ask@vale.example."),
            ("", "0123", "Ring 0123."),
            ("", "", "Ask your network’s coordinator."),
        ],
    )
    def test_names_the_contact_where_no_answer_is_read(
        self, ben, settings, email, phone, words
    ):
        settings.MAIL_IN = ""
        Network.objects.update(contact_email=email, contact_phone=phone)
        assert how_to_tell() == words

    def test_without_a_network_it_names_the_coordinator(self, settings):
        settings.MAIL_IN = ""
        assert how_to_tell() == "Ask your network’s coordinator."

    def test_asks_for_an_answer_where_answers_are_read(self, settings):
        settings.MAIL_IN = "maildir:/nowhere"
        assert how_to_tell().startswith("Answer this mail")


class TestWhomToAsk:
    @pytest.mark.parametrize(
        ("box", "email", "phone", "words"),
        [
            ("maildir:/x", "ask@vale.example", "0123", "ask@vale.example, 0123"),
            ("maildir:/x", "ask@vale.example", "", "ask@vale.example"),
            ("maildir:/x", "", "", ""),
            # Where no answer is read the contact stands in how it is told.
            ("", "ask@vale.example", "0123", ""),
        ],
    )
    def test_is_the_contact_at_the_foot_of_pages(
        self, ben, settings, box, email, phone, words
    ):
        settings.MAIL_IN = box
        Network.objects.update(contact_email=email, contact_phone=phone)
        before = "Questions? Ask your network’s coordinator: " if words else ""
        assert whom_to_ask() == f"{before}{words}"

    def test_is_nobody_without_a_network(self, settings):
        settings.MAIL_IN = "maildir:/x"
        assert whom_to_ask() == ""

    def test_stands_in_an_invitation(self):
        letter = invited_letter(
            Paragraph("x"), (), "deputy", how_to_tell="", whom_to_ask="Ask Ada."
        )
        assert "Ask Ada." in str(letter)


class TestLettersAndPages:
    @pytest.mark.parametrize(("box", "is_read"), [("", False), ("maildir:/x", True)])
    def test_say_answer_only_where_answers_are_read(self, ben, settings, box, is_read):
        settings.MAIL_IN = box
        leave(ben, by=Host(), now=clock_now())
        letters = " ".join(str(one.says) for one in Message.objects.all())
        assert ("Answer this mail" in letters) is is_read
        page = shown(f"{way_to(PERSON_LEFT, 'lea')}&choice=another")
        assert ("answer the mail" in page) is is_read
        assert "You can be faster" in page
        asks = str(still_there_letter(reads_answers=is_read))
        assert ("answer this one" in asks) is is_read
