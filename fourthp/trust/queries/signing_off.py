"""What the sign-off pack says, gathered from the settings and from what is stored."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import chain
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fourthp import __version__
from fourthp.foundation.clock import today
from fourthp.foundation.inventory import DataClass
from fourthp.foundation.pdf import Document
from fourthp.partnership.models import Agency, Membership, Network, Person, Seat
from fourthp.partnership.queries.network import this_network
from fourthp.partnership.rules.languages import language_name
from fourthp.partnership.rules.packs import pack_for
from fourthp.trust.formats.sign_off import PackFacts, sign_off_document
from fourthp.trust.queries.holdings import Room, what_a_thief_reads, what_is_held
from fourthp.trust.queries.proofs import PROOFS
from fourthp.trust.queries.witnesses import reached


class NotSetUp(Exception):
    """There is no network yet of which anything could be said."""


def sign_off(now: datetime) -> tuple[Document, tuple[str, ...]]:
    """Return the pack as it is now, in the language of now, and what it leaves open.

    Raises NotSetUp.
    """
    network = this_network()
    if network is None:
        raise NotSetUp(_("The network is not set up yet."))
    return sign_off_document(_facts(network, now), language=get_language() or "en")


def _facts(network: Network, now: datetime) -> PackFacts:
    pack, rooms = pack_for(network.country), what_is_held()
    stolen = what_a_thief_reads(rooms)
    lost = (stolen.of_people, stolen.by_key, stolen.of_network, stolen.secrets)
    return PackFacts(
        **_of_network(network),
        address=settings.URL,
        version=__version__,
        made_at=now,
        law=pack.law,
        authority=pack.authority,
        database=database_in_words(settings.DATABASES["default"]),
        files=str(settings.HOME),
        sends_by=mail_server_named(),
        fetches_from=mailbox_named(),
        signs_in_through=employers_named(),
        asks_token_of=token_server_named(),
        people=tuple(_of_people(rooms)),
        kept=tuple(_kept(rooms)),
        readable=tuple(dict.fromkeys(chain.from_iterable(lost))),
        closed=stolen.closed,
        proofs=[(str(one.says), [*one.tests, *one.controls]) for one in PROOFS],
        numbers=tuple(_numbers()),
        witnesses=len(reached()),
    )


def _of_network(network: Network) -> dict[str, Any]:
    """Return what the network says of itself, as the pack has it."""
    return {
        "network": network.name,
        "controller": network.controller,
        "controller_address": ", ".join(network.controller_address.splitlines()),
        "languages": _languages(network),
        "is_demo": network.is_demo,
    }


def _languages(network: Network) -> list[str]:
    shown_in = get_language() or "en"
    return [language_name(code, shown_in=shown_in) for code in network.languages]


def database_in_words(said: Mapping[str, Any]) -> str:
    """Say which engine keeps the data, and where; never with whose password."""
    if "postgresql" in said["ENGINE"]:
        host = said.get("HOST") or "localhost"
        told = {"host": host, "name": str(said["NAME"])}
        return _("PostgreSQL at %(host)s, database %(name)s") % told
    return _("SQLite, one file: %s") % str(said["NAME"])


def mail_server_named() -> str:
    """Return the host by which mail leaves; nothing where none does."""
    server: dict[str, Any] | None = settings.MAIL_SERVER
    return str(server["host"]) if server else ""


def mailbox_named() -> str:
    """Return the host from which mail is fetched; nothing where none is."""
    said: str = settings.MAIL_IN
    scheme, _sep, rest = said.partition("://")
    if not rest or not scheme.startswith("imap"):
        return ""
    return rest.rpartition("@")[2].partition("/")[0].partition(":")[0]


def employers_named() -> tuple[tuple[str, ...], ...]:
    """Return through whose sign-in people may come in, each with the host it is at."""
    return tuple(
        (one.name, urlsplit(one.url).hostname or one.url)
        for one in settings.SIGN_IN_THROUGH
    )


def token_server_named() -> str:
    """Return the host that lets the program use the mail server; nothing where none."""
    asked: dict[str, Any] | None = settings.MAIL_OAUTH
    return urlsplit(asked["token_url"]).hostname or "" if asked else ""


def _of_people(rooms: tuple[Room, ...]) -> Iterator[tuple[str, ...]]:
    for room in rooms:
        for table in room.tables:
            personal = [
                str(one.words)
                for one in table.fields
                if one.held.data_class is DataClass.PERSONAL
            ]
            if personal:
                yield str(table.name), ", ".join(dict.fromkeys(personal))


def _kept(rooms: tuple[Room, ...]) -> Iterator[tuple[str, ...]]:
    """Yield what, how long and who sees it, of all that says anything by itself."""
    for room in rooms:
        for table in room.tables:
            for line in table.lines:
                if line.fields[0].tells:
                    is_public = line.fields[0].held.data_class is DataClass.PUBLIC
                    what = line.what if is_public else line.words
                    yield f"{table.name}: {what}", str(line.until), str(line.seen)


def _numbers() -> Iterator[tuple[str, ...]]:
    counts = (
        (_("agencies known"), Agency.objects.count()),
        (_("members"), Membership.objects.holding(today()).count()),
        (_("people known"), Person.objects.count()),
        # Who reads this may not know of closed groups: a number would tell.
        (
            _("seats held, those in closed groups apart"),
            Seat.objects.holding(today()).filter(group__is_closed=False).count(),
        ),
    )
    for name, count in counts:
        yield name, number_format(count, force_grouping=True)
