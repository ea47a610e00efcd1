"""Changes of what the network says of itself, of its numbers and its words."""

from django.urls import reverse

from fourthp.foundation.clock import today
from fourthp.foundation.operations.revisions import last_revision
from fourthp.partnership.models import HelpLine, Network, Term
from fourthp.partnership.tests.makers import make_network, make_term
from tests.safety.acts.sending import Act, act, at, keeping, keyed
from tests.safety.examples import NUMBERS


def _network() -> Network:
    return Network.objects.first() or make_network()


def _line() -> HelpLine:
    network = _network()
    said = {"kind": "national", "name": "harbour", "number": next(NUMBERS)}
    return HelpLine.objects.create(country=network.country, checked_on=today(), **said)


def _term() -> Term:
    _network()
    position = Term.objects.count() + 1
    make_term(f"xylophone {position}", position=position)
    return make_term(f"harbour {position}", position=position + 1)


@act("network-facts")
def _say_other_facts() -> Act:
    network = _network()
    said = {"name": "harbour", "time_zone": "Europe/London", "languages": "en ro"}
    said |= {"profile": "small", "reconfirm_months": "6", "controller": "harbour"}
    said |= {"contact_email": "harbour@acts.example", "seen": last_revision(network)}
    return Act(keeping(), at("network-facts"), keyed(**said))


@act("network-numbers")
def _add_a_number() -> Act:
    _network()
    said = {"kind": "national", "number": "0800 333 444", "name": "harbour"}
    return Act(keeping(), at("network-numbers"), keyed(**said, was_checked="on"))


@act("network-number-checked")
def _check_a_number() -> Act:
    return Act(keeping(), at("network-number-checked", _line().pk), keyed())


@act("network-number-removal")
def _remove_a_number() -> Act:
    return Act(keeping(), at("network-number-removal", _line().pk), keyed())


@act("network-words")
def _add_a_word() -> Act:
    _network()
    path = f"{reverse('network-words')}?list=area"
    return Act(keeping(), path, keyed(name="harbour"))


@act("network-words-pack")
def _bring_the_packs() -> Act:
    _network()
    Term.objects.filter(code="union").delete()
    return Act(keeping(), at("network-words-pack"), keyed())


@act("network-word")
def _rename_a_word() -> Act:
    return Act(keeping(), at("network-word", _term().pk), keyed(name="harbour harbour"))


@act("network-word-retirement")
def _retire_a_word() -> Act:
    return Act(keeping(), at("network-word-retirement", _term().pk), keyed())


@act("network-word-place")
def _move_a_word() -> Act:
    return Act(keeping(), at("network-word-place", _term().pk), keyed())


@act("first-month")
def _fold_the_first_month() -> Act:
    _network()
    return Act(keeping(), at("first-month"), keyed())
