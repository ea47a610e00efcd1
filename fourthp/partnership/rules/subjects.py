"""Why somebody is given what is held of her, or is erased: words for the record."""

from enum import StrEnum


class Asked(StrEnum):
    """How somebody asked for what is held of her."""

    HERSELF = "herself"  # signed in, with a second factor
    LETTER = "letter"
    MAIL = "mail"
    PHONE = "phone"
    IN_PERSON = "in-person"


class Shown(StrEnum):
    """By what it was clear that it is she who asks."""

    KNOWN = "known"  # whoever looks after it knows her
    CALLED_BACK = "called-back"  # by the number or address that is here
    DOCUMENT = "document"  # looked at, not kept
    SECOND_FACTOR = "second-factor"


class Why(StrEnum):
    """Why somebody is erased."""

    ASKED = "asked"
    LEFT = "left"
    MISTAKE = "mistake"
    ORDERED = "ordered"  # by a court or the authority for data protection
