"""Where an answer to a mail is read, and whom to ask where no answer is."""

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from fourthp.partnership.queries.network import this_network


def how_to_tell() -> str:
    """Return in a sentence how a mail's reader tells the network something.

    By an answer where mail is fetched; else by the network's contact for questions.
    """
    if settings.MAIL_IN:
        return _("Answer this mail: the network’s coordinator reads it.")
    network = this_network()
    email = network.contact_email if network else ""
    phone = network.contact_phone if network else ""
    words = {"email": email, "phone": phone}
    if email and phone:
        return _("Write to %(email)s, or ring %(phone)s.") % words
    if email:
        return _("Write to %(email)s.") % words
    if phone:
        return _("Ring %(phone)s.") % words
    return _("Ask your network’s coordinator.")


def whom_to_ask() -> str:
    """Return whom a mail's reader asks beside answering it; nothing where that stands
    in how she tells it, or no contact is said.
    """
    network = this_network()
    if network is None or not settings.MAIL_IN:
        return ""
    ways = filter(None, (network.contact_email, network.contact_phone))
    said = ", ".join(ways)
    return _("Questions? Ask your network’s coordinator: %s") % said if said else ""


def _how_to_be_faster() -> str:
    """Return how whoever answers by a link says sooner who it is."""
    if settings.MAIL_IN:
        return _("You can be faster: answer the mail with a name and an address.")
    return _("You can be faster: tell a name and an address. %s") % how_to_tell()


# Pages of links are declared once and said in each reader's language.
HOW_TO_BE_FASTER = lazy(_how_to_be_faster, str)()
