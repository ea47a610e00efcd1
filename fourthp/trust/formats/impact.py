"""The draft of an impact assessment: what the program does against each risk."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.foundation.pdf import Heading, Items, Part, Table, Text
from fourthp.partnership.rules.packs import Law


@dataclass
class Asks:
    """What is theirs to answer, in the order in which it is asked."""

    asked: list[str] = field(default_factory=list)

    def ask(self, question: str) -> str:
        """Note a question, and return what stands in its place."""
        self.asked.append(question)
        told = {"n": len(self.asked), "question": question}
        return _("Yours to answer (%(n)d): %(question)s") % told


def assessment(network: str, law: Law | None, asks: Asks) -> Iterator[Part]:
    """Yield the draft: what is done, why, the risks, and what remains."""
    article = f" ({law.impact})" if law else ""
    yield Heading(_("9. Impact assessment, a draft%s") % article)
    needed = _(
        "Is an impact assessment needed? Agencies that meet trafficked people work with"
        " it, so this draft takes it that it is."
    )
    yield Text(asks.ask(needed))
    yield from _purpose(network, asks)
    yield Heading(_("Risks"), 2)
    header = (_("What could happen"), _("What the program does"), _("What remains"))
    disk = asks.ask(_("Is the disk of the server encrypted, and who has its keys?"))
    yield Table(header, tuple(_risks(disk)))
    yield Text(asks.ask(_("How likely and grave is what remains, and who accepts it?")))
    yield Text(asks.ask(_("Whom did you ask: members, survivors, the officer?")))


def _purpose(network: str, asks: Asks) -> Iterator[Part]:
    yield Heading(_("What is done"), 2)
    done = _(
        "%s keeps who sits for which agency, which services can help, what was written"
        " to whom, and who did and saw what. Nothing is decided about anybody by a"
        " machine, nobody is scored, and the program gives nothing on by itself."
    )
    yield Text(done % network)
    yield Heading(_("Why so much, and no more"), 2)
    yield Items(
        (
            _("Names and ways to reach people at work: agencies must find each other."),
            _("Who did and looked at what: so that misuse shows, and can be proved."),
            _("Most people never sign in: they answer by a link in a mail."),
            _("Searches for help are not recorded, and need no account."),
        )
    )
    yield Text(asks.ask(_("Would less do? Which of these could you do without?")))


def _risks(disk: str) -> Iterator[tuple[str, str, str]]:
    """Yield what could happen, what the program does, and what remains."""
    for happens, does, remains in RISKS:
        yield str(happens), str(does), str(remains) or disk


RISKS = (
    (
        gettext_lazy("A trafficker learns where a refuge is."),
        gettext_lazy(
            "The database refuses a place where it is marked as confidential."
        ),
        gettext_lazy("Nobody marks it, or it is told in free words, or elsewhere."),
    ),
    (
        gettext_lazy("Somebody writes about a victim."),
        gettext_lazy("A guard reads every box for free words. Words can be struck."),
        gettext_lazy("A guard misses some, and files that are handed in name people."),
    ),
    (
        gettext_lazy("A member sees what is not meant for them."),
        gettext_lazy(
            "Labels and audiences; every look at what is restricted is noted."
        ),
        gettext_lazy("Whoever may see it can copy it."),
    ),
    (
        gettext_lazy("Somebody signs in as another."),
        gettext_lazy("Second factors, short sessions, notice by mail of every change."),
        gettext_lazy("A factor is lent, or a device left open."),
    ),
    (
        gettext_lazy("The database is stolen."),
        gettext_lazy("Words of mails and secrets are sealed; see section 6."),
        "",
    ),
    (
        gettext_lazy("Whoever runs the server changes the record."),
        gettext_lazy("Witnesses outside can keep a note of every day; see section 5."),
        gettext_lazy("What was done before the first note, or without a witness."),
    ),
    (
        gettext_lazy("Mail shows to a stranger that somebody is in the network."),
        gettext_lazy(
            "Subject and first lines are neutral; the sender is as you set it."
        ),
        gettext_lazy("Whoever can open the mailbox reads the mail."),
    ),
)
