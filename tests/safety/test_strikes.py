"""S15: whatever people write somewhere, a strike reaches it; and no door but one."""

import pytest
from django.apps import apps
from django.urls import reverse

from fourthp.foundation import strikes
from fourthp.foundation.clock import today
from fourthp.foundation.gaps import gap_of
from fourthp.foundation.models import FormKey, Revision
from fourthp.foundation.operations.revisions import last_revision
from fourthp.partnership.models import Circular
from fourthp.partnership.tests.makers import make_group
from fourthp.post.models import Message
from tests.safety.acts.post import _circular
from tests.safety.acts.sending import HERE, keeping, keyed
from tests.safety.markers import label_of, texts_of

ADDRESS = "an address is changed, not struck: a gap in it leads nowhere"
WHO = "who did it: a kind and an id, no words"
GEOGRAPHY = "areas: they come with the country, and nobody writes them"
# What says something and needs no strike, each with its reason.
UNSTRUCK = {
    "directory.Place.name": GEOGRAPHY,
    "directory.Place.other_names": GEOGRAPHY,
    "partnership.Person.email": ADDRESS,
    "partnership.Network.contact_email": ADDRESS,
    "gatherings.Guest.email": ADDRESS,
    "accounts.User.email": ADDRESS,
    "account.EmailAddress.email": ADDRESS,
    "accounts.User.password": "a digest",
    "accounts.Identity.key": "a digest",
    "trust.Witness.address": ADDRESS,
    "trust.Witness.name": "goes with the witness: whoever looks after them lets her go",
    "account.EmailConfirmation.key": "a key",
    "mfa.Authenticator.data": "keys",
    "usersessions.UserSession.session_key": "a key",
    "usersessions.UserSession.user_agent": "what a browser calls itself",
    "foundation.UnendedStrike.looked_for": "what is struck: it goes with its strike",
    "foundation.KeptText.path": "a path: it holds kinds and ids",
    "sessions.Session.session_key": "a key",
    "post.Message.address": ADDRESS,
    "post.Message.domain": ADDRESS,
    "post.Message.reference": "a key",
    "post.Suppression.address": ADDRESS,
    "post.Bounce.address": ADDRESS,
    "post.Bounce.domain": ADDRESS,
    "post.Wishes.language": "one of a few",
    "post.Wishes.zone": "one of a few",
    "audit.Read.role": WHO,
}


def reached() -> set[str]:
    """Return the models that some matter's words name."""
    return {label for one in strikes.all_words() for label in one.labels}


def kept() -> set[str]:
    """Return the fields in which some store looks, or the versions of rows stand."""
    stores = {name for one in strikes.stores() for name in one.fields}
    return stores | {"foundation.RevisionPart.rows"}


def unreached() -> set[str]:
    """Return every text that says something and that no strike reaches."""
    struck, left = reached(), set()
    for model in apps.get_models():
        known = {one.name for one in strikes.texts_of(model)}
        for one in texts_of(model):
            is_who = one.name.endswith(("_kind", "_id"))
            is_in = model._meta.label in struck and one.name in known
            if not (is_who or is_in or label_of(one) in kept()):
                left.add(label_of(one))
    return left


def test_every_text_that_says_something_is_reached_by_a_strike():
    assert unreached() - set(UNSTRUCK) == set()


def test_no_excuse_is_left_over():
    assert set(UNSTRUCK) - unreached() == set()


def test_a_room_that_registers_nothing_is_found(monkeypatch):
    kept = [one for one in strikes._words if "directory" not in one]
    monkeypatch.setattr(strikes, "_words", kept)
    assert {"directory.Service.description", "directory.Contact.title"} <= unreached()


def test_every_model_that_rows_may_name_is_named():
    labels = {model._meta.label for model in apps.get_models()}
    assert reached() <= labels
    assert {name.rpartition(".")[0] for name in kept()} <= labels


def facts_of(group, **said: str) -> dict[str, str]:
    """What the form of a group sends."""
    facts = {"name": group.name, "ends_on": "", "seen": last_revision(group)}
    facts |= {"joining": "open", "begins_on": "2026-01-05"}
    return keyed(**facts | said)


@pytest.mark.django_db
class TestPage:
    def _path(self, matter) -> str:
        return reverse("strike", args=[matter.matter_kind, matter.pk])

    def test_looks_first_and_says_no_word_but_where(self):
        circular, client = _circular(), keeping()
        said = keyed(words="HARBOUR", is_everywhere="on", look="yes")
        answer = client.post(self._path(circular), said, headers=HERE)
        assert answer.status_code == 200
        assert "In what it says now" in answer.content.decode()
        circular.refresh_from_db()
        assert circular.words == "harbour"
        assert not FormKey.objects.exists()

    def test_strikes_once_however_often_it_is_pressed(self):
        circular, client = _circular(), keeping()
        said = keyed(words="HARBOUR", is_everywhere="on", strike="yes")
        answers = [client.post(self._path(circular), said, headers=HERE) for _ in "ab"]
        history = reverse("history", args=["circular", circular.pk])
        assert [one.headers["Location"] for one in answers] == [history, history]
        assert Circular.objects.get().words == gap_of(today())
        assert Revision.objects.filter(act="struck").count() == 1
        assert "harbour" not in str(Message.objects.first().letter)
        page = client.get(history).content.decode()
        assert "words were struck from the record" in page.lower()
        assert "harbour" not in page

    def test_says_what_is_wrong_and_keeps_what_was_typed(self):
        circular, client = _circular(), keeping()
        for words, told in (
            ("a", "three letters"),
            ("elsewhere", "do not stand here"),
            ("", "Say which words"),
        ):
            said = keyed(words=words, strike="yes")
            answer = client.post(self._path(circular), said, headers=HERE)
            assert answer.status_code == 400
            assert told in answer.content.decode()

    def test_tells_the_gap_on_the_page_and_in_the_form_and_takes_it_back(self):
        said = f"For {gap_of(today())}."
        group = make_group(purpose=said)
        client = keeping()
        page = client.get(reverse("group", args=[group.pk])).content.decode()
        path = reverse("group-facts", args=[group.pk])
        form = client.get(path).content.decode()
        assert '<span class="struck">[struck from the record on' in page
        assert "█" not in form
        assert f"For [struck from the record on {today()}]." in form
        sent = facts_of(group, purpose=f"Now [struck from the record on {today()}].")
        assert client.post(path, sent, headers=HERE).status_code == 302
        group.refresh_from_db()
        assert group.purpose == f"Now {gap_of(today())}."

    def test_nobody_types_a_gap_where_nothing_was_struck(self):
        group, client = make_group(purpose="For all."), keeping()
        path = reverse("group-facts", args=[group.pk])
        for purpose in (gap_of(today()), f"[struck from the record on {today()}]", "█"):
            sent = facts_of(group, purpose=purpose)
            answer = client.post(path, sent, headers=HERE)
            assert answer.status_code == 400
            assert "stands where words were struck" in answer.content.decode()
        group.refresh_from_db()
        assert group.purpose == "For all."

    def test_an_open_form_that_holds_the_words_is_not_saved_after_a_strike(self):
        group, client = make_group(purpose="Words to go."), keeping()
        seen = last_revision(group)
        said = keyed(words="words to go", is_everywhere="on", strike="yes")
        client.post(self._path(group), said, headers=HERE)
        facts = facts_of(group, purpose="Words to go, again.", seen=seen)
        path = reverse("group-facts", args=[group.pk])
        answer = client.post(path, facts, headers=HERE)
        assert answer.status_code in {400, 409}
        group.refresh_from_db()
        assert group.purpose == f"{gap_of(today())}."
