"""What the columns of a sheet of people and agencies most likely are."""

import re
from collections.abc import Iterable, Mapping, Sequence

from fourthp.foundation.text import fold, words_of

LEFT_OUT = ""
# Whole heads, in the languages of those who keep such sheets.
_HEADS: dict[str, str] = {
    "agency": (
        "agency|organisation|organization|organisation name|organization name"
        "|agency name|name of organisation|name of organization|name of agency|org"
        "|employer|company|charity|body|works for|member organisation|member agency"
        "|einrichtung|behorde|trager|arbeitgeber|verein|institution|organisme"
        "|association|employeur|structure|organizacion|entidad|empleador|organismo"
        "|organizzazione|ente|datore di lavoro|organizacja|instytucja|pracodawca"
        "|organisatie|instelling|werkgever|organizatie|institutie|angajator"
    ),
    "other_name": (
        "other name|alternate name|also known as|aka|acronym|abbreviation|short name"
        "|trading name|former name|formerly|kurzel|abkurzung|sigle|siglas|sigla|skrot"
        "|afkorting|previous name|old name"
    ),
    "kind": (
        "kind|type|sector|category|kind of agency|type of agency|agency type"
        "|organisation type|organization type|type of organisation|type of org"
        "|art|typ|kategorie"
        "|sektor|type de structure|secteur|categorie|tipo|categoria|rodzaj|soort"
    ),
    "area": (
        "area|areas|region|regions|county|district|borough|local authority|covers"
        "|area covered|works in|gebiet|landkreis|bezirk|departement|zona|regione"
        "|comarca|provincia|obszar|gebied|regio|judet"
    ),
    "website": (
        "website|web site|web|url|homepage|web address|website address|webseite"
        "|internet|site web|site internet|sitio web|sito|sito web|strona"
        "|strona internetowa"
    ),
    "agency_email": (
        "organisation email|organisation e mail|organization email|agency email"
        "|agency e mail|office email|public email"
    ),
    "name": (
        "name|full name|person|contact|contact name|contact person|named contact"
        "|representative|rep|member|colleague|lead contact|who|name of person"
        "|vor und nachname|ansprechpartner|ansprechperson|kontaktperson|nom complet"
        "|nom et prenom|personne|nombre y apellidos|nombre completo|persona"
        "|nome e cognome|nominativo|imie i nazwisko|osoba|contactpersoon|naam"
        "|nume si prenume|persoana"
    ),
    "first": (
        "first name|firstname|forename|given name|first|vorname|prenom|nombre|nome"
        "|imie|voornaam|prenume"
    ),
    "last": (
        "last name|lastname|surname|family name|last|nachname|familienname"
        "|nom de famille|nom|apellido|apellidos|cognome|nazwisko|achternaam|nume"
    ),
    "email": (
        "email|e mail|mail|email address|e mail address|mail address|contact email"
        "|work email|email 1|e mail adresse|mailadresse|email adresse|courriel"
        "|adresse mail|adresse email|adresse e mail|adresse courriel|correo"
        "|correo electronico|posta elettronica|indirizzo email|poczta|adres email"
        "|adres e mail|e mailadres"
    ),
    "phone": (
        "phone|telephone|tel|tel no|phone number|telephone number|telephone no"
        "|tel mob|landline|contact number|work phone|office phone|phone no|telefon"
        "|telefonnummer|rufnummer|telephone fixe|telefono|telefoon|telefoonnummer"
        "|numer telefonu"
    ),
    "mobile": (
        "mobile|mobile number|mobile phone|cell|cell phone|mob|mobile no|handy"
        "|mobiltelefon|mobil|portable|mobile phone number|movil|cellulare|komorka"
        "|mobiel"
    ),
    "role": "role|seat|role in the network|seat role|rolle|rol|ruolo|rola|capacity",
    "group": (
        "group|subgroup|sub group|working group|steering group|gruppe|arbeitsgruppe"
        "|groupe|groupe de travail|grupo|gruppo|grupa|groep|werkgroep"
    ),
    "from": (
        "from|since|start|start date|date joined|joined|joined on|member since"
        "|date from|seit|von|beginn|mitglied seit|depuis|date d entree|desde"
        "|fecha de alta|da|dal|od|sinds|vanaf|din"
    ),
}
MEANINGS = tuple(_HEADS)
_BY_HEAD = {head: code for code, heads in _HEADS.items() for head in heads.split("|")}
# Words that say it in a longer head: “Main contact e-mail”.
_WORDS = {
    "email": "email e-mail courriel correo",
    "mobile": "mobile cell handy movil cellulare",
    "phone": "phone telephone telefon telefono landline",
    "website": "website url homepage",
    "agency": "organisation organization agency employer einrichtung",
    "name": "name",
    "kind": "sector",
    "area": "region county borough",
}
_BY_WORD = {word: code for code, words in _WORDS.items() for word in words.split()}
# An address of mail, or a number that can be rung.
_OF_SOMEBODY = re.compile(r"\S@\S|(?:\d[\s()/+-]*){7}")
# What tells where somebody is: no cell below such a head is ever kept.
_SAY_PLACE = (
    "address addresses street road postcode postal zip plz strasse anschrift adresse"
    " rue cp calle direccion domicilio indirizzo via cap adres ulica kod straat"
    " postleitzahl codigo latitude longitude lat lng eircode location venue"
    " building premises ort adresa strada"
)
_PLACE = frozenset(_SAY_PLACE.split())
_NO_PLACE = frozenset(
    {"email", "mail", "courriel", "correo", "web", "website", "url", "internet", "e"}
)
# What is written of people by the way: such words never come in.
_SAY_NOTES = (
    "note notes comment comments remark remarks bemerkung bemerkungen notiz notizen"
    " anmerkung anmerkungen remarque remarques commentaire commentaires nota notas"
    " observaciones comentarios annotazioni osservazioni uwagi notatki opmerkingen"
    " observatii history background"
)
_NOTES = frozenset(_SAY_NOTES.split())
_MAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")
_MOST = 0.5


def tells_a_place(head: str) -> bool:
    """Tell whether what stands below a head may tell where somebody is."""
    words = set(words_of(head))
    return bool(words & _PLACE) and not words & _NO_PLACE


def holds_notes(head: str) -> bool:
    """Tell whether free words about people stand below a head."""
    return bool(set(words_of(head)) & _NOTES)


def meaning_of(head: str) -> str:
    """Return what a head alone says that its column is, or nothing."""
    if tells_a_place(head) or holds_notes(head):
        return LEFT_OUT
    return _BY_HEAD.get(" ".join(words_of(head)), LEFT_OUT)


def recognised(heads: Iterable[str]) -> int:
    """Return how many of some heads say what their column is.

    None where one is somebody's own: then they are the first row, and no heads.
    """
    said = list(heads)
    if any(map(_OF_SOMEBODY.search, said)):
        return 0
    return len({found for head in said if (found := meaning_of(head))})


def guess(columns: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return what columns most likely are (head → its first cells); none twice."""
    chosen: dict[str, str] = {}
    for ask in (_by_whole_head, _by_a_word, _by_cells):
        for head, cells in columns.items():
            meaning = "" if head in chosen or _is_shut(head) else ask(head, cells)
            if meaning and meaning not in chosen.values():
                chosen[head] = meaning
    return _name_is_whole(chosen, columns)


def _is_shut(head: str) -> bool:
    return tells_a_place(head) or holds_notes(head)


def _by_whole_head(head: str, _cells: Sequence[str]) -> str:
    return meaning_of(head)


def _by_a_word(head: str, _cells: Sequence[str]) -> str:
    found = (_BY_WORD.get(word) for word in (*words_of(head), *fold(head).split()))
    return next((code for code in found if code), "")


def _by_cells(_head: str, cells: Sequence[str]) -> str:
    said = [cell for cell in cells if cell]
    mails = sum(bool(_MAIL.search(cell)) for cell in said)
    return "email" if said and mails > _MOST * len(said) else ""


def _name_is_whole(
    chosen: dict[str, str], columns: Mapping[str, Sequence[str]]
) -> dict[str, str]:
    """Take “name” for the agency's where no column names an agency or people.

    Beside a first name, “name” is the last one.
    """
    by_meaning = {meaning: head for head, meaning in chosen.items()}
    if "name" in by_meaning and "first" in by_meaning and "last" not in by_meaning:
        chosen[by_meaning["name"]] = "last"
    elif "name" in by_meaning and "agency" not in by_meaning and _is_list(by_meaning):
        chosen[by_meaning["name"]] = "agency"
    return {head: chosen[head] for head in columns if head in chosen}


def _is_list(by_meaning: Mapping[str, str]) -> bool:
    """Tell whether nothing in a table is said of people."""
    of_people = {"email", "mobile", "role", "group", "first", "last"}
    return not of_people & by_meaning.keys()


_STREETS = re.compile(
    r"\b(road|street|avenue|lane|close|drive|crescent|terrace|rd|str|strasse|straat"
    r"|rue|calle|avenida|ulica|ul|strada|piazza)\b|\w(strasse|str\.|straat|weg)\b"
)
_POSTCODE = re.compile(r"\b[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\b")
_FEW = 0.25


def cells_tell_a_place(cells: Iterable[str]) -> bool:
    """Tell whether cells below a head that says nothing look like addresses."""
    said = [fold(cell) for cell in cells if cell]
    telling = sum(bool(_STREETS.search(c) or _POSTCODE.search(c)) for c in said)
    return telling > _FEW * len(said)
