"""The sign-off pack: what a data-protection officer asks, from the settings.

What the program cannot know is marked as theirs to answer, where it is asked and in a
list at the end. It is a draft, and no advice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fourthp.foundation.pdf import Document, Heading, Items, Part, Table, Text
from fourthp.partnership.rules.packs import Authority, Law
from fourthp.trust.formats import impact

Rows = Sequence[tuple[str, ...]]


@dataclass(frozen=True)
class PackFacts:
    """What the pack says, as it is at a moment; empty texts are what nobody has said.

    database, files, sends_by and fetches_from: where data stands and goes, in words.
    signs_in_through: employers by whose sign-in people come in, each with its host;
    asks_token_of: the host that lets the program use the mail server.
    people: what is held of people, and of whom. kept: what, where, how long, who sees
    it. proofs: what is said of safety, and the ids of its tests. witnesses: how many
    said yes and are reached.
    """

    network: str
    controller: str
    controller_address: str
    address: str
    version: str
    made_at: datetime
    law: Law | None
    authority: Authority | None
    languages: Sequence[str]
    database: str
    files: str
    sends_by: str
    fetches_from: str
    signs_in_through: Rows
    asks_token_of: str
    people: Rows
    kept: Rows
    readable: Sequence[str]
    closed: Sequence[str]
    proofs: Sequence[tuple[str, Sequence[str]]]
    numbers: Rows
    witnesses: int
    is_demo: bool = False


def sign_off_document(
    facts: PackFacts, *, language: str
) -> tuple[Document, tuple[str, ...]]:
    """Return the pack as one paper, and what in it is theirs to answer."""
    asks = impact.Asks()
    parts = [*_body(facts, asks)]
    day = date_format(facts.made_at, "j F Y, H:i")
    document = Document(
        _("Sign-off pack: %s") % facts.network,
        [*_head(facts, day), *parts, *_open(asks), *_signatures()],
        language=language,
        header=f"{facts.network} · {day} · Fourth P {facts.version}",
        author=facts.controller or facts.network,
    )
    return document, tuple(asks.asked)


def _head(facts: PackFacts, day: str) -> Iterator[Part]:
    told = {"day": day, "version": facts.version, "url": facts.address}
    yield Text(
        _(
            "Made on %(day)s from the settings of %(url)s, by Fourth P %(version)s."
            " What the program knows is filled in. What it cannot know is marked “Yours"
            " to answer”, and listed at the end. It is a draft, and no legal advice."
        )
        % told
    )
    if facts.is_demo:
        yield Text(_("This is a demo: its network and its people are made up."))
    yield Text(_law(facts.law))


def _law(law: Law | None) -> str:
    """Say whose articles are named, with the day and the place of that knowledge."""
    if law is None:
        return _(
            "No pack knows the law of this country: articles are not named. Where the"
            " GDPR holds, yours to add."
        )
    said = {
        "law": law.name,
        "beside": law.beside,
        "day": date_format(law.noted_on, "j F Y"),
        "where": law.where,
    }
    return (
        _(
            "Articles are those of %(law)s; beside it stands %(beside)s. Noted on"
            " %(day)s, to be looked up at: %(where)s."
        )
        % said
    )


def _body(facts: PackFacts, asks: impact.Asks) -> Iterator[Part]:
    yield from _roles(facts, asks)
    yield from _people(facts, asks)
    yield from _flows(facts, asks)
    yield from _retention(facts)
    yield from _security(facts)
    yield from _stolen(facts)
    yield from _backups(facts, asks)
    yield from _rights(facts, asks)
    yield from impact.assessment(facts.network, facts.law, asks)


def _article(facts: PackFacts, name: str) -> str:
    return f" ({getattr(facts.law, name)})" if facts.law else ""


def _roles(facts: PackFacts, asks: impact.Asks) -> Iterator[Part]:
    yield Heading(_("1. Who answers for what"))
    yield Table((_("Role"), _("Who")), tuple(_who(facts, asks)))
    yield from _others(facts, asks)


def _others(facts: PackFacts, asks: impact.Asks) -> Iterator[Part]:
    """Say who else gets data, as far as the settings name them."""
    yield Heading(_("Sub-processors"), 2)
    said = _(
        "The program brings none of its own: it loads nothing from others into a page,"
        " and counts nobody. It speaks to the servers below, which its settings name."
    )
    yield Text(said)
    rows = tuple(_servers(facts, asks))
    if rows:
        yield Table((_("Server"), _("What for"), _("Who runs it")), rows)
    if not facts.sends_by:
        yield Text(_("No mail server is set: no mail leaves today."))
    if not facts.signs_in_through:
        yield Text(_("No employer’s sign-in is set: people sign in here alone."))


def _servers(facts: PackFacts, asks: impact.Asks) -> Iterator[tuple[str, str, str]]:
    found = [
        (facts.sends_by, _("Mail leaves by it.")),
        (facts.fetches_from, _("Mail that comes in is fetched from it.")),
        (facts.asks_token_of, _("It lets the program use the mail server.")),
    ]
    learns = _("People of “%s” may sign in there: it learns who does, and when.")
    found += [(host, learns % name) for name, host in facts.signs_in_through]
    purposes: dict[str, list[str]] = {}
    for host, what_for in found:
        if host:
            purposes.setdefault(host, []).append(what_for)
    whose = _("Who runs the server %s, and is there a contract with them?")
    for host, said in purposes.items():
        yield host, " ".join(said), asks.ask(whose % host)


def _who(facts: PackFacts, asks: impact.Asks) -> Iterator[tuple[str, str]]:
    named = [one for one in (facts.controller, facts.controller_address) if one]
    nobody = _("Who is the controller? The network’s settings name nobody.")
    yield (
        _("Controller"),
        " · ".join(named) if facts.controller else asks.ask(nobody),
    )
    host = _(
        "Who runs the server? If that is not the controller: is there a contract%s?"
    )
    contract = _article(facts, "processor")
    yield _("Processor: whoever runs the server"), asks.ask(host % contract)
    joint = _("Do the agencies decide together with the controller%s, or only use it?")
    together = _article(facts, "joint")
    yield _("The agencies of the network"), asks.ask(joint % together)
    officer = _("Who is the data-protection officer, and what do they say?")
    yield _("Data-protection officer"), asks.ask(officer)
    watches = _("Which authority watches over data protection?")
    authority = facts.authority.name if facts.authority else asks.ask(watches)
    yield _("Supervisory authority"), authority
    yield _("Maker of the program"), _("Has no access, and gets no data.")


def _people(facts: PackFacts, asks: impact.Asks) -> Iterator[Part]:
    yield Heading(_("2. Whose data, and what for"))
    yield Text(
        _(
            "People who work in or with the network: seats, ways to reach them at work,"
            " what they did and looked at here. Services and agencies. There is no"
            " field for a victim or a case, and the database refuses the place of a"
            " service that is marked as confidential. In free words people can write"
            " anything: a guard refuses what it takes for telling who somebody is, and"
            " misses some. What it missed can be struck."
        )
    )
    yield Table((_("Held of people"), _("What it says")), facts.people)
    yield Table((_("Today there are"), _("How many")), facts.numbers)
    basis = asks.ask(_("On which legal basis is what is said of people held?"))
    yield Text(_("Legal basis: %s") % basis)


def _flows(facts: PackFacts, asks: impact.Asks) -> Iterator[Part]:
    yield Heading(_("3. Where data stands, and where it goes"))
    country = asks.ask(_("In which country and in whose rooms does the server stand?"))
    yield Table(
        (_("What"), _("Where")),
        (
            (_("Address"), facts.address),
            (_("Database"), facts.database),
            (_("Files and keys"), facts.files),
            (_("Country and rooms"), country),
            (_("Languages of its pages"), ", ".join(facts.languages) or "–"),
        ),
    )
    yield Heading(_("Flows"), 2)
    yield Table((_("From"), _("To"), _("What")), tuple(_ways(facts)))


def _ways(facts: PackFacts) -> Iterator[tuple[str, str, str]]:
    server = _("the server")
    way = facts.sends_by or _("no mail server is set")
    back = facts.fetches_from or _("nothing is fetched")
    searched = _("A search for help. It is not recorded who asks what; no cookie.")
    typed = _("What they type and look at, after they signed in.")
    sent = _("Mails to members: neutral outside, words inside.")
    handed = _("Lists of services or people, sealed until they come in.")
    noted = _("One line a day that tells nothing of anyone.")
    asked = _("That somebody wants to sign in; back comes who it is.")
    yield _("Anybody’s browser"), server, searched
    yield _("A member’s browser"), server, typed
    yield server, way, sent
    yield back, server, _("Answers to mails, and mails that came back.")
    yield server, _("witnesses outside, where some are named"), noted
    for name, host in facts.signs_in_through:
        yield _("A member’s browser, and the server"), f"{name}: {host}", asked
    yield _("A file that is handed in"), server, handed


def _retention(facts: PackFacts) -> Iterator[Part]:
    yield Heading(_("4. How long what is kept, and who sees it"))
    yield Text(
        _(
            "Made from the program’s own inventory; each field by itself stands on the"
            " page “What we hold”. A duty of the program forgets what is past its time."
        )
    )
    yield Table((_("What"), _("How long"), _("Who may see it")), facts.kept)


def _security(facts: PackFacts) -> Iterator[Part]:
    yield Heading(_("5. What protects it, and the test of each"))
    yield Text(
        _(
            "Each sentence names the tests that fail if it is not so. Whoever runs the"
            " server can run them: bin/test."
        )
    )
    for says, tests in facts.proofs:
        yield Heading(says, 2)
        yield Items(tests)
    yield Text(
        _("Witnesses outside who get the note of every day: %s of 2.") % facts.witnesses
    )


def _stolen(facts: PackFacts) -> Iterator[Part]:
    yield Heading(_("6. If the database were stolen"))
    yield Text(_("Whoever has a copy of the database, and not the key, could read:"))
    yield Items(facts.readable)
    yield Text(_("They could not read:"))
    yield Items(facts.closed)
    yield Text(
        _(
            "Then: end all sessions, change the key, tell the people concerned, and the"
            " authority%s."
        )
        % _article(facts, "breach")
    )


def _backups(facts: PackFacts, asks: impact.Asks) -> Iterator[Part]:
    yield Heading(_("7. Backups"))
    yield Text(
        _(
            "The program makes no backup: the host copies the whole home folder (%s)"
            " and, where it stands apart, the database. What was erased or struck since"
            " stands in older copies until these are thrown away."
        )
        % facts.files
    )
    asked = _(
        "How often is a backup made, where does it go, is it encrypted, and when was"
        " one last put back to try it?"
    )
    yield Text(asks.ask(asked))


def _rights(facts: PackFacts, asks: impact.Asks) -> Iterator[Part]:
    yield Heading(_("8. Rights of people"))
    yield Items(
        (
            _("People see and correct their own details on their own page."),
            _("They choose who sees each way to reach them."),
            _("They get what is held of them as a file, and a coordinator gives it."),
            _("Whoever leaves is signed out in the same minute, and told so once."),
            _("Who left is forgotten after two years, with the whole account."),
            _("Whoever asks is erased before, and words of others are struck by hand."),
        )
    )
    yield Text(
        asks.ask(
            _("Who answers when somebody asks for their data, or to be forgotten%s?")
            % _article(facts, "access")
        )
    )


def _open(asks: impact.Asks) -> Iterator[Part]:
    yield Heading(_("Yours to answer"))
    yield Text(_("What the program cannot know, in the order in which it is asked:"))
    yield Items(tuple(asks.asked))


def _signatures() -> Iterator[Part]:
    line = "…………………………………………"
    yield Heading(_("Signed off"))
    yield Table(
        (_("Who"), _("Name"), _("Day"), _("Signature")),
        (
            (_("For the controller"), line, "", ""),
            (_("Data-protection officer"), line, "", ""),
        ),
    )
