"""S6: at a shared computer a page of somebody's is not of use to whoever comes next."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from fourthp.accounts.queries.desks import whose
from fourthp.accounts.tests.makers import PASSWORD, make_user
from fourthp.foundation import forms, middleware
from fourthp.foundation.models import KeptText
from tests.safety.acts import HERE
from tests.safety.acts.sending import new_user, strong
from tests.safety.fingerprints import fingerprint
from tests.safety.test_typed_kept import (
    GIVEN_BACK,
    TELLING,
    guarded_box,
    ready,
    typed_of,
    user_of,
)

NAME = "listing-words"
ASIDE = {**HERE, "X-Put-Aside": "1"}
# What is kept, and the message that says so.
NOT_DONE = {"foundation.kepttext", "sessions.session"}
QUIET = {"X-Quiet": "1"}


def sent_by_another(name: str = NAME):
    """Send a form that one drew from the session of another who may do the same."""
    act, page = ready(name)
    owner, other = user_of(act), new_user()
    person = owner.person
    act.client.force_login(other)
    type(person).objects.filter(pk=person.pk).update(user=other)
    session = strong(other)
    act.client.cookies = session.cookies
    before = fingerprint(without=NOT_DONE)
    headers = {**HERE, "Referer": f"http://testserver{page}"}
    answer = act.client.post(act.path, act.data, headers=headers)
    changed = fingerprint(without=NOT_DONE) != before
    return act, page, owner, answer, changed


class TestAFormOfSomebodyElses:
    def test_does_nothing_and_keeps_its_words_for_whoever_typed_them(self, db):
        act, page, owner, answer, changed = sent_by_another()
        assert (answer.status_code, answer["Location"]) == (302, page)
        kept = KeptText.objects.get()
        assert str(kept.user_id) == str(owner.pk)
        assert typed_of(act).keys() <= kept.typed().keys()
        seen = act.client.get(page).content.decode()
        assert "put aside for whoever" in seen
        assert GIVEN_BACK not in seen
        assert not changed

    def test_control_not_looked_at_it_would_be_sent_as_hers(self, db, monkeypatch):
        monkeypatch.setattr(forms, "_look_for_whom", lambda _request: None)
        _act, _page, _owner, _answer, changed = sent_by_another()
        assert changed
        assert not KeptText.objects.exists()

    def test_control_not_kept_its_words_are_lost_and_it_says_so(self, db, monkeypatch):
        nothing = forms.PutAside()
        monkeypatch.setattr(middleware, "keep_typed", lambda *_, **__: nothing)
        act, page, _owner, _answer, _changed = sent_by_another()
        seen = act.client.get(page).content.decode()
        assert "opened by somebody else" in seen
        assert "put aside for whoever" not in seen

    def test_ones_own_is_sent(self, db):
        act, _page = ready(NAME)
        before = fingerprint(without=NOT_DONE)
        assert act.send().status_code == 302
        assert fingerprint(without=NOT_DONE) != before


class TestHowMuchIsPutAside:
    def extent(self, name: str, **instead: str) -> str:
        act, _page = ready(name)
        answer = act.client.post(act.path, act.data | instead, headers=ASIDE)
        assert answer.status_code == 204
        return answer["X-Put-Aside"]

    def test_is_said(self, db):
        assert self.extent(NAME) == "all"

    def test_is_part_where_some_of_it_is_kept_nowhere(self, db):
        box = guarded_box("circular-new")
        assert self.extent("circular-new", **{box: TELLING}) == "part"

    @pytest.mark.parametrize("wrong", [{"form_owner": "x"}, {"form_key": "x"}])
    def test_is_none_where_nobodys_form_is_sent(self, db, wrong):
        assert self.extent(NAME, **wrong) == "none"

    @pytest.mark.parametrize("extent", ["kept", "part", "lost"])
    def test_stands_on_the_sign_in_page(self, db, extent):
        page = Client().get(f"/sign-in/?typed={extent}").content.decode()
        words = {"kept": "What you typed is put", "part": "Part of", "lost": "nothing"}
        assert words[extent] in page


class TestWhoseAPageIs:
    def at(self, client: Client, user) -> str:
        said = {"login": user.email, "password": PASSWORD, "shared": "on"}
        client.post(reverse("account_login"), said)
        page = client.get(reverse("account")).content.decode()
        return re.search(r'data-whose="([^"]+)"', page)[1]

    def test_is_told_to_the_page_that_asks(self, db):
        client, first, second = Client(headers=HERE), make_user(), new_user()
        drawn = self.at(client, first)
        asked = client.get(reverse("computer"), headers=QUIET)
        assert asked["Session-Whose"] == drawn == whose(first)
        client.post(reverse("account_logout"))
        assert self.at(client, second) != drawn
        asked = client.get(reverse("computer"), headers=QUIET)
        assert asked["Session-Whose"] == whose(second) != drawn

    def test_says_nothing_of_her(self, db):
        user = make_user()
        said = whose(user)
        assert str(user.pk) not in said
        assert user.pk.hex[:8] not in said
