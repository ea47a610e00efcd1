"""Mailboxes by what they are called: those that several people read."""

import re

from fourthp.foundation.text import fold

# What stands before the @ of a mailbox that belongs to an office and to nobody.
_SAY_OFFICE = (
    "info information office contact contacts enquiries enquiry inquiries admin"
    " administration hello mail mailbox inbox email post team reception referrals"
    " referral support help helpline helpdesk duty general manager secretary"
    " secretariat safeguarding service services welcome kontakt buero zentrale"
    " verwaltung accueil bureau sekretariat direction informacion contacto oficina"
    " administracion segreteria ufficio amministrazione biuro noreply no-reply"
)
_OF_NOBODY = frozenset(_SAY_OFFICE.split())


def is_of_nobody(address: str) -> bool:
    """Tell whether an address says by itself that it is an office’s: `info@`."""
    local = fold(address).partition("@")[0]
    return local in _OF_NOBODY or re.split(r"[._+\d-]", local)[0] in _OF_NOBODY
