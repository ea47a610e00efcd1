"""Words that are struck leave listings, the search, and what waits to be imported."""

import re
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import BadZipFile, ZipFile

from django.apps import apps
from django.db import models, transaction
from django.utils.translation import gettext as _

from fourthp.directory.models import (
    Attribute,
    Columns,
    Draft,
    Import,
    Location,
    OtherTable,
    Posting,
    Program,
    SearchRow,
    Service,
    Taxonomy,
    TaxonomyTerm,
    Unit,
    Word,
    Wording,
)
from fourthp.directory.models.base import Imported
from fourthp.directory.operations.indexing import index_services
from fourthp.directory.operations.quieting import Hanging, hanging_on, stood_on_by
from fourthp.foundation.needles import Needle, struck_in
from fourthp.foundation.seals import FileIsGone, forget_file, opened_file
from fourthp.foundation.strikes import (
    Found,
    Store,
    Strike,
    Words,
    holding,
    strike_fields,
)
from fourthp.foundation.tables.reading import HEAD, encoding_of
from fourthp.partnership.models import Agency, Audience

Rows = Iterable[tuple[type[models.Model], Iterable[Any]]]
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_READ = ("source", "file_name", "headers", "chosen", "named", "agency")
# What came with an import and hangs on no listing.
_BESIDE: dict[type[models.Model], tuple[str, ...]] = {
    OtherTable: ("name", "header", "rows", "extra"),
    Import: ("source", "file_name"),
    Columns: ("name", "sheet", "chosen", "agency"),
}


def _of_service(pk: UUID) -> Rows:
    service = Service.objects.filter(pk=pk)
    yield Service, [pk]
    here = Location.objects.filter(at_services__service=pk)
    found = hanging_on(Service, [pk])
    _add(found, hanging_on(Location, here.values_list("pk", flat=True)))
    yield from _with_what_they_stand_on(found)
    shared = service.exclude(audience=None)
    yield Audience, list(shared.values_list("audience", flat=True))


def _of_agency(pk: UUID) -> Rows:
    own = Location.objects.filter(organization=pk)
    found = hanging_on(Agency, [pk], but=Service)
    _add(found, hanging_on(Location, own.values_list("pk", flat=True)))
    yield from _with_what_they_stand_on(found)


def _add(found: Hanging, more: Hanging) -> None:
    for model, pks in more.items():
        found.setdefault(model, set()).update(pks)


def _with_what_they_stand_on(found: Hanging) -> Rows:
    """Yield rows that hang on something, with what they say something by."""
    yield from found.items()
    yield from stood_on_by(found).items()
    terms = TaxonomyTerm.objects.filter(attributes__in=found.get(Attribute, ()))
    yield TaxonomyTerm, set(terms.values_list("pk", flat=True))
    lists = terms.exclude(taxonomy=None)
    yield Taxonomy, set(lists.values_list("taxonomy", flat=True))


def _labels() -> tuple[str, ...]:
    """Return every model whose rows hang on a listing or an agency, or are such."""
    found = apps.get_app_config("directory").get_models()
    return tuple(
        model._meta.label
        for model in found
        if issubclass(model, Imported) and model is not OtherTable
    )


def strike_what_comes_in(strike: Strike) -> list[Found]:
    """Take words out of what imports left; throw away handed-in files that hold them.

    They would bring the words again; such a file can be handed in without them.
    """
    needles = strike.needles_for(is_about_it=False)
    beside = sum(
        strike_fields(strike, model, names, needles) for model, names in _BESIDE.items()
    )
    drafts = holding(Draft.objects.all(), lambda one: _holds(one, needles))
    thrown = sum(_throw_away(strike, one) for one in drafts)
    return [
        Found(_("In what imports brought and no page shows"), beside),
        Found(_("Files that wait to be imported: they are thrown away"), thrown),
    ]


def _throw_away(strike: Strike, draft: Draft) -> bool:
    draft.delete()
    strike.touched.add(Draft)
    transaction.on_commit(partial(forget_file, draft.file_key))
    return True


def _holds(draft: Draft, needles: tuple[Needle, ...]) -> bool:
    """Tell whether a handed-in file, or what was read of it, holds some words."""
    if not needles:
        return False
    read = [getattr(draft, name) for name in _READ]
    if struck_in(read, needles, "")[1]:
        return True
    try:
        with opened_file(draft.file_key) as path:
            return any(struck_in(text, needles, "")[1] for text in _texts(path))
    except FileIsGone:
        return False


def _texts(path: Path) -> Iterator[str]:
    """Yield what a file says, or the files in it, in each encoding that reads it."""
    try:
        with ZipFile(path) as package:
            for name in package.namelist():
                yield from _readings(package.read(name))
    except BadZipFile:
        yield from _readings(path.read_bytes())


def _readings(said: bytes) -> Iterator[str]:
    """Yield a file as an import reads it; a letter of it may be written as a code.

    Its head decides in which encoding that is, and what comes later may be in another.
    """
    for kind in dict.fromkeys((encoding_of(said[:HEAD]), "utf-8", "cp1252")):
        text = said.decode(kind, errors="replace")
        yield _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def index_anew(strike: Strike) -> list[Found]:
    """Index anew every listing that said the words, its own or by what it stands on."""
    changed = strike.changed
    services = Service.objects.filter(pk__in=changed.get(Service, ()))
    found = set(services.values_list("pk", flat=True))
    if strike.matter_kind == Service.matter_kind:
        found.add(strike.pk)
    elif strike.matter_kind == Agency.matter_kind:
        own = Service.objects.filter(organization__in=strike.rows.get(Agency, ()))
        found |= set(own.values_list("pk", flat=True))
    for model, path in _SHARED.items():
        if pks := changed.get(model):
            shared = Service.objects.filter(**{f"{path}__in": pks})
            found |= set(shared.values_list("pk", flat=True))
    if changed and found:
        index_services(found)
        strike.touched |= {Posting, SearchRow, Word, Wording}
    return []


_SHARED: dict[type[models.Model], str] = {
    Location: "at_locations__location",
    Program: "program",
    Unit: "capacities__unit",
    TaxonomyTerm: "attributes__taxonomy_term",
}

WORDS = (
    Words("service", (*_labels(), Audience._meta.label), _of_service),
    Words("agency", _labels(), _of_agency),
)
COMES_IN = Store(
    "what comes in",
    (
        *(f"directory.Draft.{name}" for name in _READ),
        *(
            f"{one._meta.label}.{name}"
            for one, names in _BESIDE.items()
            for name in names
        ),
    ),
    strike_what_comes_in,
)
INDEX = Store(
    "index",
    (
        *("directory.SearchRow.card", "directory.SearchRow.name_tokens"),
        *("directory.SearchRow.codes", "directory.Posting.token"),
        *("directory.Wording.words", "directory.Word.word", "directory.Word.stem"),
    ),
    index_anew,
)
