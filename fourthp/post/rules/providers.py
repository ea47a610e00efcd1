"""What stands in the DNS so that mails are believed, and known providers' names."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Provider:
    """A mail provider whose names are public: its hosts, its SPF, its DKIM keys."""

    name: str
    hosts: tuple[str, ...]
    spf: str
    dkim_kind: str
    dkim: tuple[str, ...]


@dataclass(frozen=True)
class Record:
    """One record to set: where, of which kind, what it says, and what it is for.

    Of what only somebody else can know, the value says in words who shows it.
    """

    name: str
    kind: str
    value: str
    meaning: str
    is_known: bool = True


_SPF = (
    "SPF: who may send for it. Whoever else sends mails of this domain (your office, a"
    " newsletter) must be named before -all, or their mails are refused."
)
_DKIM = "DKIM: it signs each mail"
_MX = "the server of the mailbox; one that is there and right stays"
PROVIDERS = (
    Provider(
        "Microsoft",
        ("smtp.office365.com", "smtp-mail.outlook.com", "mail.protection.outlook.com"),
        "include:spf.protection.outlook.com",
        "CNAME",
        ("selector1._domainkey", "selector2._domainkey"),
    ),
    Provider(
        "Google",
        ("smtp.gmail.com", "smtp-relay.gmail.com"),
        "include:_spf.google.com",
        "TXT",
        ("google._domainkey",),
    ),
)


def provider_of(host: str) -> Provider | None:
    """Return the known provider of a mail server, or None."""
    for one in PROVIDERS:
        if any(host == known or host.endswith(f".{known}") for known in one.hosts):
            return one
    return None


def records_for(host: str, sender: str, *, is_local: bool = False) -> list[Record]:
    """Return what to set for mails from an address that leave by a mail server.

    is_local: the server is this machine, which the domain's own address names.
    """
    domain = sender.rpartition("@")[2]
    provider = provider_of(host)
    sends = provider.spf if provider else "a" if is_local else f"a:{host}"
    return [
        Record(domain, "TXT", f"v=spf1 {sends} -all", _SPF),
        *_keys(domain, provider),
        Record(
            f"_dmarc.{domain}",
            "TXT",
            f"v=DMARC1; p=quarantine; rua=mailto:{sender}",
            "DMARC: what becomes of mails that others forge",
        ),
        Record(domain, "MX", _MX, "MX: where answers go", is_known=False),
    ]


def _keys(domain: str, provider: Provider | None) -> list[Record]:
    if provider is None:
        shown = (
            "the key, and instead of “selector” the name, that your mail server shows"
        )
        name = f"selector._domainkey.{domain}"
        return [Record(name, "TXT", shown, _DKIM, is_known=False)]
    shown = f"as {provider.name} shows it"
    return [
        Record(f"{name}.{domain}", provider.dkim_kind, shown, _DKIM, is_known=False)
        for name in provider.dkim
    ]
