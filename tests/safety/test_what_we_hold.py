"""S12: the page “What we hold” says what is stored, who sees it, what a thief reads."""

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.db import connection, models
from django.test import Client
from django.test.utils import isolate_apps
from django.urls import reverse
from django.utils.translation import override

from fourthp.accounts.models import User
from fourthp.foundation.clock import now
from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import (
    SYSTEM,
    DataClass,
    Retention,
    held,
    inventory_of,
)
from fourthp.foundation.models import KeptText, RateBucket
from fourthp.foundation.operations.form_keys import keep_text
from fourthp.foundation.operations.rates import take_token
from fourthp.foundation.policies import Rate
from fourthp.trust.queries import holdings
from fourthp.trust.queries.holdings import (
    CLASSES,
    HASHED,
    SEALED,
    SEEN_BY,
    TO_A_THIEF,
    UNTIL,
    Field,
    NoWords,
    what_is_held,
    words_of,
)
from fourthp.trust.queries.words.fields import FIELDS
from fourthp.trust.queries.words.tables import SEEN, SERVED, TABLES
from fourthp.trust.rules import Seen, Theft
from tests.safety.canaries import EVERYONE, KEEPERS, LOOK_AT_MAIL, SEATED
from tests.safety.markers import Canaries, label_of, texts_of
from tests.safety.test_inventory import ours

# Which of the actors here a claim names.
ACTORS = {
    Seen.EVERYONE: EVERYONE,
    Seen.BY_LABEL: EVERYONE,
    Seen.MEMBERS: SEATED,
    Seen.OFFICE: LOOK_AT_MAIL,
    Seen.KEEPERS: KEEPERS,
    Seen.SECONDS: frozenset({"coordinator", "chair"}),
    Seen.COORDINATOR: frozenset({"coordinator"}),
    Seen.SELF: frozenset[str](),
    Seen.NOBODY: frozenset[str](),
}
# Claims that are wider than the rows here, each with its reason.
WIDER = {
    "partnership.Group.purpose": "the group here is closed",
    "partnership.GroupTerms.words": "the group here is closed",
}


def fields() -> dict[str, Field]:
    rooms = what_is_held()
    return {
        one.label: one
        for room in rooms
        for table in room.tables
        for one in table.fields
    }


def stored() -> set[str]:
    return {
        f"{model._meta.label}.{name}"
        for model in ours()
        for name in inventory_of(model)
    }


@pytest.fixture
def unworded() -> Iterator[type[models.Model]]:
    """A table that nobody put into words; no other test comes across it."""
    with isolate_apps("fourthp.partnership"):

        class Unworded(models.Model):
            id = models.UUIDField(primary_key=True, default=new_id)
            nickname = models.CharField(max_length=20)
            inventory = held(SYSTEM, Retention.WITH_ROW, "id", "nickname")

            class Meta:
                app_label = "partnership"

        yield Unworded


def test_every_field_of_the_inventory_stands_there():
    assert set(fields()) == stored()


def test_a_table_and_a_field_without_words_fail(monkeypatch, unworded):
    with pytest.raises(NoWords, match="nickname"):
        words_of(unworded, "nickname")
    with pytest.raises(NoWords, match="Unworded"):
        holdings._table(unworded)
    monkeypatch.delitem(holdings.ROOMS, "post")
    with pytest.raises(NoWords, match="post"):
        what_is_held()


def test_every_class_time_claim_and_loss_has_words():
    assert set(CLASSES) == set(DataClass)
    assert set(UNTIL) == set(Retention)
    assert set(SEEN_BY) == set(ACTORS) == set(Seen)
    assert set(TO_A_THIEF) == set(Theft)


def test_no_word_outlives_what_it_names():
    labels = {model._meta.label for model in ours()}
    names = {label.rpartition(".")[2] for label in stored()}
    assert set(TABLES) == labels
    assert [one for one in SEEN if one not in stored()] == []
    assert [one for one in HASHED | SEALED if one not in stored()] == []
    apps_here = {label.partition(".")[0] for label in labels}
    assert [one for one in SERVED if one not in apps_here] == []
    for one in FIELDS:
        assert one in (stored() if "." in one else names), one


def union(canaries: Canaries, one: models.Field[Any, Any]) -> frozenset[str] | None:
    """Return whom the rules let see any marker of a column; None where none stands."""
    column = one.model._base_manager.values_list(one.name, flat=True)
    said = " ".join(str(value).lower() for value in column)
    who = [allowed for word, allowed in canaries.allowed.items() if word in said]
    return frozenset().union(*who) if who else None


def narrowest(who: frozenset[str]) -> frozenset[str]:
    """Return the smallest claim that names everybody of some."""
    return min((one for one in ACTORS.values() if who <= one), key=len)


def wrong_claims(canaries: Canaries, claims: dict[str, Field]) -> list[str]:
    """Return the claims that say less than people see, or more without a reason."""
    wrong = []
    for one in (text for model in ours() for text in texts_of(model)):
        label, who = label_of(one), union(canaries, one)
        if who is None:
            continue
        claimed = ACTORS[claims[label].seen]
        may_be_wider = claims[label].seen is Seen.BY_LABEL or label in WIDER
        if not who <= claimed or (claimed != narrowest(who) and not may_be_wider):
            wrong.append(f"{label}: {claims[label].seen}")
    return wrong


class TestWhoMaySee:
    def test_is_what_the_rules_of_the_markers_say(self, canaries):
        assert wrong_claims(canaries, fields()) == []

    @pytest.mark.parametrize(
        ("label", "seen"),
        [
            ("partnership.Person.full_name", Seen.NOBODY),
            ("partnership.Person.full_name", Seen.MEMBERS),
            ("directory.Service.description", Seen.KEEPERS),
            ("post.Incoming.words", Seen.OFFICE),
        ],
    )
    def test_a_claim_that_says_less_or_more_is_found(
        self, canaries, monkeypatch, label, seen
    ):
        monkeypatch.setitem(SEEN, label, seen)
        assert wrong_claims(canaries, fields()) == [f"{label}: {seen}"]


def raw(model: type[models.Model], column: str) -> str:
    """Return a column as it lies in the database."""
    quoted = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {quoted(column)} FROM {quoted(model._meta.db_table)}")
        return " ".join(str(row[0]).lower() for row in cursor.fetchall())


def told(canaries: Canaries, one: models.Field[Any, Any]) -> bool:
    """Tell whether a marker stands readable in a column."""
    said = raw(one.model, one.column)
    return any(word in said for word in canaries.allowed)


class TestAStolenDatabase:
    def test_tells_nothing_of_what_is_said_to_be_sealed(self, canaries):
        claims = fields()
        texts = [text for model in ours() for text in texts_of(model)]
        sealed = [
            one
            for one in texts
            if claims[label_of(one)].theft is Theft.SEALED
            and label_of(one) not in SEALED
            and union(canaries, one) is not None
        ]
        assert len(sealed) > 5
        assert [label_of(one) for one in sealed if told(canaries, one)] == []

    def test_what_is_said_to_be_readable_is(self, canaries):
        claims = fields()
        hidden = [
            label_of(one)
            for model in ours()
            for one in texts_of(model)
            if claims[label_of(one)].theft is Theft.CLEAR
            and union(canaries, one) is not None
            and not told(canaries, one)
        ]
        assert hidden == []

    def test_has_no_password(self, db):
        user = User.objects.create_user("a@vale.example", "correct horse battery")
        assert user.check_password("correct horse battery")
        assert "horse" not in raw(User, "password")

    def test_has_no_secret_of_a_second_factor(self, db):
        user = User.objects.create_user("a@vale.example")
        TOTP.activate(user, "JBSWY3DPEHPK3PXP")
        assert Authenticator.objects.count() == 1
        assert "jbswy3dpehpk3pxp" not in raw(Authenticator, "data")

    def test_has_nothing_of_what_was_typed_when_a_session_ended(self, db):
        user = User.objects.create_user("a@vale.example")
        typed = {"words": ["xylophone"]}
        given = {"user_id": str(user.pk), "path": "/x/", "key": new_id(), "now": now()}
        assert keep_text(typed, **given)
        assert "xylophone" not in raw(KeptText, "sealed")

    def test_tells_of_no_caller_who_it_was(self, db):
        take_token(Rate("mail", burst=1, per_hour=1), "a@vale.example", now=now())
        assert RateBucket.objects.count() == 1
        assert "vale" not in raw(RateBucket, "key")


class TestThePage:
    @pytest.mark.parametrize("language", ["en", "en-xa"])
    def test_says_every_word_to_everyone(self, db, language):
        with override(language):
            path = reverse("what-we-hold")
            words = {str(one.words) for one in fields().values()}
            names = {str(one.name) for one in TABLES.values()}
        answer = Client().get(path)
        assert answer.status_code == 200
        assert not answer.cookies
        said = answer.content.decode()
        assert [one for one in words | names if one not in said] == []
