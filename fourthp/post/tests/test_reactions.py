"""What lower rooms send by Django's own function leaves by the outbox."""

import pytest
from django.core.mail import EmailMessage
from django.db import transaction

from fourthp.accounts.operations.addresses import change_address
from fourthp.accounts.queries.addresses import AddressChange
from fourthp.accounts.tests.makers import make_user
from fourthp.post.models import Message
from fourthp.post.rules.letters import Button, Paragraph

pytestmark = pytest.mark.django_db

BODY = """Somebody asked for this.

Open the page:
https://network.example/reset/abc/
It is good for two hours.
"""


@pytest.fixture(autouse=True)
def _outbox(settings):
    settings.EMAIL_BACKEND = "fourthp.post.reactions.OutboxBackend"


def send(*to: str) -> None:
    EmailMessage("About signing in", BODY, "no-reply@network.example", to).send()


class TestOutboxBackend:
    def test_writes_a_message_to_each(self):
        send("a@clinic.example", "b@clinic.example")
        found = Message.objects.order_by("address")
        assert [one.address for one in found] == [
            "a@clinic.example",
            "b@clinic.example",
        ]
        assert {(one.kind, one.state, one.priority) for one in found} == {
            ("accounts.signing-in", "waiting", 0)
        }

    def test_makes_a_button_of_a_link(self):
        send("a@clinic.example")
        assert Message.objects.get().says.blocks == (
            Paragraph("Somebody asked for this."),
            Paragraph("Open the page:"),
            Button("Open the page", "https://network.example/reset/abc/"),
            Paragraph("It is good for two hours."),
        )

    @pytest.mark.parametrize("is_undone", [True, False])
    def test_tells_nothing_of_what_was_undone(self, is_undone):
        user = make_user(email="old@clinic.example")
        with transaction.atomic():
            change_address(AddressChange(user, user.email, "new@clinic.example"))
            transaction.set_rollback(is_undone)
        user.refresh_from_db()
        assert (user.email == "old@clinic.example") == is_undone
        assert Message.objects.exists() != is_undone

    def test_needs_no_server_to_change_anything(self, settings):
        settings.MAIL_SERVER = {"host": "nowhere.invalid", "port": 25}
        send("a@clinic.example")
        assert Message.objects.get().state == "waiting"
