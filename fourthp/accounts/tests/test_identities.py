"""S6: an employer's sign-in is joined to an account by its owner alone."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from fourthp.accounts.models import Identity, User
from fourthp.accounts.operations import identities
from fourthp.accounts.operations.factors import drop_factors
from fourthp.accounts.operations.identities import (
    MAILS,
    IdentityIsTaken,
    drop_identities,
    join_identity,
    part_identity,
)
from fourthp.accounts.rules.providers import Provider
from fourthp.accounts.tests.employer import HERE, Browser
from fourthp.accounts.tests.makers import make_app, make_user, signed_in
from fourthp.accounts.tests.test_employers import ASHA, BEN, is_in, is_strong, joined

CLINIC = Provider(
    "clinic", "Harbour Clinic", "https://c.example", "us", "x", "https://c.example"
)
OTHER = Provider("other", "Other", "https://o.example", "us", "x", "https://o.example")


def link() -> str:
    """The link of the newest mail."""
    return re.search(r"/sign-in/join/\S+", mail.outbox[-1].body)[0]


def shown(answer) -> tuple[int, str]:
    return answer.status_code, re.sub(r'value="[0-9a-f-]{36}"', "", answer.text)


class TestJoinIdentity:
    @pytest.fixture(autouse=True)
    def _provider(self, settings, db):
        settings.SIGN_IN_THROUGH = (CLINIC,)

    def test_is_told_by_mail(self):
        user = make_user()
        join_identity(user, provider=CLINIC, key="a")
        assert mail.outbox[-1].to == [user.email]
        assert mail.outbox[-1].subject == "About signing in"
        assert "Harbour Clinic" in mail.outbox[-1].body

    def test_twice_is_once(self):
        user = make_user()
        first = join_identity(user, provider=CLINIC, key="a")
        assert join_identity(user, provider=CLINIC, key="a") == first
        assert len(mail.outbox) == 1

    def test_what_is_anothers_stays_hers(self):
        join_identity(make_user("b@c.example"), provider=CLINIC, key="a")
        with pytest.raises(IdentityIsTaken, match="Harbour Clinic"):
            join_identity(make_user(), provider=CLINIC, key="a")

    def test_one_of_each_provider(self):
        user = make_user()
        join_identity(user, provider=CLINIC, key="a")
        join_identity(user, provider=OTHER, key="b")
        with pytest.raises(IdentityIsTaken):
            join_identity(user, provider=CLINIC, key="c")

    def test_a_closed_account_joins_nothing(self):
        with pytest.raises(PermissionDenied):
            join_identity(make_user(active=False), provider=CLINIC, key="a")

    def test_nothing_is_kept_of_who_she_is_there(self):
        assert {one.name for one in Identity._meta.concrete_fields} == {
            "id",
            "user",
            "provider",
            "issuer",
            "key",
            "joined_at",
        }


class TestPartIdentity:
    @pytest.fixture(autouse=True)
    def _provider(self, settings, db):
        settings.SIGN_IN_THROUGH = (CLINIC,)

    def test_only_ones_own(self):
        made = join_identity(make_user(), provider=CLINIC, key="a")
        with pytest.raises(PermissionDenied):
            part_identity(made, by=make_user("b@c.example"))

    def test_twice_is_told_once(self):
        user = make_user()
        made = join_identity(user, provider=OTHER, key="a")
        part_identity(made, by=user)
        part_identity(made, by=user)
        assert len(mail.outbox) == 2
        assert "other no longer signs you in" in mail.outbox[-1].body

    def test_whoever_lost_everything_loses_it_too(self):
        user = make_user()
        make_app(user)
        join_identity(user, provider=CLINIC, key="a")
        client = signed_in(make_user("b@c.example"))
        drop_factors(user)
        assert not user.identities.exists()
        assert is_in(client)

    def test_dropping_ends_sessions(self):
        user = make_user()
        join_identity(user, provider=CLINIC, key="a")
        client = signed_in(user)
        assert drop_identities(user.pk) == 1
        assert not is_in(client)
        assert drop_identities(user.pk) == 0


class TestAStranger:
    def test_learns_nothing_of_who_has_an_account(self, employer):
        make_user(ASHA)
        make_app(make_user("app@clinic.example"))
        make_user("closed@clinic.example", active=False)
        pages = []
        for email in (
            ASHA,
            "app@clinic.example",
            "closed@clinic.example",
            "nobody@clinic.example",
            None,
        ):
            employer.lie(claims={"email": email})
            browser = Browser()
            pages.append(shown(browser.sign_in(ASHA)))
            assert not is_in(browser.client)
        assert len(set(pages)) == 1
        assert pages[0][0] == 200
        # One mail to each address, the same in the envelope.
        assert len(mail.outbox) == 4
        assert {one.subject for one in mail.outbox} == {"About signing in"}
        assert ["/sign-in/join/" in one.body for one in mail.outbox] == [
            True,
            False,
            False,
            False,
        ]

    def test_gets_no_account(self, employer):
        Browser().sign_in(ASHA)
        assert not User.objects.exists()

    def test_a_closed_account_is_one_of_nobody(self, employer):
        joined(employer, ASHA, active=False)
        browser = Browser()
        assert "Look into your mail" in browser.sign_in(ASHA).text
        assert not is_in(browser.client)
        assert "There is no account" in mail.outbox[-1].body

    def test_whose_address_looks_alike_gets_no_link(self, employer):
        make_user(ASHA)
        alike = "a\u017fha@clinic.example"  # with a long s, whose capital is an S
        employer.lie(claims={"email": alike})
        browser = Browser()
        browser.sign_in(ASHA)
        assert mail.outbox[-1].to == [alike]
        assert "/sign-in/join/" not in mail.outbox[-1].body
        assert browser.client.session["employer_joining"]["pk"] == ""

    def test_in_other_letters_the_accounts_own_address_is_mailed(self, employer):
        make_user(ASHA)
        employer.lie(claims={"email": " Asha@Clinic.example"})
        Browser().sign_in(ASHA)
        assert mail.outbox[-1].to == [ASHA]
        assert link()

    def test_a_mailbox_is_not_filled(self, employer):
        for _each in range(MAILS.burst + 2):
            Browser().sign_in(BEN)
        assert len(mail.outbox) == MAILS.burst


class TestByMail:
    @pytest.fixture
    def waiting(self, employer):
        """A browser that came from the employer, and whose account it would join."""
        user, browser = make_user(ASHA), Browser()
        browser.sign_in(ASHA)
        return browser, user

    def test_joins_by_a_button_and_signs_nobody_in(self, waiting):
        browser, user = waiting
        page = browser.client.get(link())
        assert user.email in page.text
        assert not user.identities.exists()
        assert "Connected" in browser.client.post(link()).text
        assert user.identities.count() == 1
        assert not is_in(browser.client)
        browser.sign_in(ASHA)
        assert is_strong(browser.client)

    def test_in_another_browser_it_joins_nothing(self, waiting):
        """Whoever came from a provider that names her address waits for her press."""
        _browser, user = waiting
        other = Client(headers=HERE)
        assert other.get(link()).status_code == 410
        assert other.post(link()).status_code == 410
        assert not user.identities.exists()

    def test_unbound_it_would_join_a_strangers(self, waiting, monkeypatch):
        browser, user = waiting
        monkeypatch.setattr(
            identities, "JOINING", "x", raising=True
        )  # nothing is found under another name
        assert browser.client.post(link()).status_code == 410
        monkeypatch.undo()
        victim = Client(headers=HERE)
        session = victim.session
        session.update(browser.client.session.items())
        session.save()
        victim.cookies["session"] = session.session_key
        assert victim.post(link()).status_code == 200
        assert user.identities.exists()

    def test_is_good_once(self, waiting):
        browser, user = waiting
        path = link()
        browser.client.post(path)
        assert browser.client.post(path).status_code == 410
        assert user.identities.count() == 1

    def test_is_good_for_two_hours(self, waiting):
        browser, _user = waiting
        later = timezone.now() + timedelta(hours=2, minutes=1)
        with time_machine.travel(later, tick=True):
            assert browser.client.get(link()).status_code == 410

    @pytest.mark.parametrize("meanwhile", ["address", "closed", "factor"])
    def test_ends_with_what_it_stood_on(self, waiting, meanwhile):
        browser, user = waiting
        if meanwhile == "factor":
            make_app(user)
        changed = {"address": {"email": "new@clinic.example"}}
        changed |= {"closed": {"is_active": False}, "factor": {}}
        User.objects.filter(pk=user.pk).update(
            **(changed[meanwhile] or {"email": ASHA})
        )
        assert browser.client.post(link()).status_code == 410
        assert not user.identities.exists()

    def test_ends_with_the_provider(self, waiting, settings):
        browser, _user = waiting
        settings.SIGN_IN_THROUGH = ()
        assert browser.client.get(link()).status_code == 410

    def test_what_was_joined_elsewhere_meanwhile_is_said(self, waiting, employer):
        browser, user = waiting
        other = make_user("other@clinic.example")
        key = browser.client.session["employer_joining"]["key"]
        join_identity(other, provider=employer.provider(), key=key)
        browser.client.get(link := link_of(0))
        assert "cannot be joined" in browser.client.post(link).text
        assert not user.identities.exists()

    def test_whoever_reads_her_mail_comes_not_past_her_factor(self, employer):
        make_app(make_user(ASHA))
        browser = Browser()
        browser.sign_in(ASHA)
        assert "asks for more than a mail" in mail.outbox[-1].body
        assert browser.client.session["employer_joining"]["pk"] == ""
        path = "/sign-in/join/anything/"
        assert browser.client.get(path).status_code == 410

    def test_asked_for_nothing_more_she_would(self, employer, monkeypatch):
        user = make_user(ASHA)
        make_app(user)
        monkeypatch.setattr(identities, "_needs_more", lambda _user: False)
        browser = Browser()
        browser.sign_in(ASHA)
        browser.client.post(link())
        assert user.identities.exists()

    def test_a_mailbox_of_several_joins_nothing(self, employer):
        make_user("info@clinic.example")
        employer.lie(claims={"email": "info@clinic.example"})
        Browser().sign_in(ASHA)
        assert "asks for more than a mail" in mail.outbox[-1].body

    def test_a_new_address_there_changes_nothing_here(self, employer):
        user = joined(employer, ASHA)
        make_user("other@clinic.example")
        employer.lie(claims={"email": "other@clinic.example"})
        browser = Browser()
        browser.sign_in(ASHA)
        assert browser.client.get("/account/").wsgi_request.user == user
        user.refresh_from_db()
        assert user.email == ASHA
        assert mail.outbox == []


def link_of(number: int) -> str:
    return re.search(r"/sign-in/join/\S+", mail.outbox[number].body)[0]


def test_the_cache_keeps_no_secret(employer):
    joined(employer, ASHA)
    Browser().sign_in(ASHA)
    kept = cache.get(f"employer facts {employer.url}/.well-known/openid-configuration")
    assert "secret" not in str(kept).replace("client_secret", "")
