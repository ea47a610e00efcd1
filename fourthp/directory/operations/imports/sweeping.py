"""One way through the rows of an import: nothing that is hidden says its place (S3)."""

from dataclasses import dataclass, field

from fourthp.directory.formats.hsds import TABLES
from fourthp.directory.formats.packages import Package, Read
from fourthp.directory.formats.reasons import HIDDEN, TELLING
from fourthp.directory.models import TaxonomyTerm
from fourthp.directory.operations.imports.resolving import Resolved, model_of
from fourthp.directory.operations.quieting import naming_texts, quieted
from fourthp.directory.rules.places import Guard, Whereabouts

# A hidden service has none of these; what a source says of old values may be its place.
_TAKEN = frozenset({"service_at_location", "service_area", "metadata"})
# What hangs on one of these is hidden with it.
_ABOVE = ("organization", "service", "contact", "phone")
# These are hidden by themselves alone, whatever they stand on.
_THEMSELVES = frozenset({"organization", "service", "location"})
_NAMES_A_ROW = {
    "attribute": ("link_entity", "link_id"),
    "metadata": ("resource_type", "resource_id"),
}

Ids = dict[str, set[str]]


@dataclass
class Sweep:
    """Every table in the order in which rows stand on each other, swept once.

    hidden are the ids of agencies, services and locations that have no place; what
    hangs on them is found on the way.
    """

    package: Package
    resolved: Resolved
    hidden: Ids
    guard: Guard
    called: Whereabouts = field(default_factory=Whereabouts)
    owners: set[str] = field(default_factory=set)
    gone: Ids = field(default_factory=dict)
    service_at: dict[str, str] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)
    telling_terms: set[str] = field(default_factory=set)

    def run(self) -> set[str]:
        """Take places away and empty what may tell them; return the ids of both."""
        self._look_at_what_they_stand_on()
        self._quiet_owners()
        unused = self._terms_of_hidden_rows_alone()
        for table in TABLES:
            stay = []
            for row in self.resolved.rows[table]:
                own = str(self.resolved.ids[table][row.key])
                if own in unused or not self._stands(row, own):
                    self._take(row, own, "id", HIDDEN)
                elif not self._is_hidden(row, own) or self._quiet(row, own):
                    stay.append(row)
            self.resolved.rows[table] = stay
        return self.told

    def _look_at_what_they_stand_on(self) -> None:
        services = self.hidden["service"]
        for row in self.resolved.rows["service"]:
            own = str(self.resolved.ids["service"][row.key])
            if own in services and "program" in row.links:
                self.hidden.setdefault("program", set()).add(row.links["program"])
        for row in self.resolved.rows["service_capacity"]:
            if row.links["service"] in services:
                self.hidden.setdefault("unit", set()).add(row.links["unit"])

    def _quiet_owners(self) -> None:
        """Take the streets of hidden services out of what open agencies of them say."""
        services = self.hidden["service"]
        found = self.resolved.ids["service"]
        owning = {
            row.links["organization"]
            for row in self.resolved.rows["service"]
            if str(found[row.key]) in services
        }
        for row in self.resolved.rows["organization"]:
            own = str(self.resolved.ids["organization"][row.key])
            if own in owning - self.hidden["organization"]:
                self.owners.add(own)
                self._quiet_owner(row)

    def _quiet_owner(self, row: Read) -> None:
        instead = naming_texts({**row.values, "extra": row.extra}, self.called)
        row.extra = instead.pop("extra", row.extra)
        row.values |= instead
        for name in instead:
            self.package.hold(row, row.table, name, TELLING)

    def _terms_of_hidden_rows_alone(self) -> set[str]:
        """Return words that tell a place, under which only hidden services stand."""
        for row in self.resolved.rows["taxonomy_term"]:
            if quieted(TaxonomyTerm, row.values, self.guard):
                own = str(self.resolved.ids["taxonomy_term"][row.key])
                self.telling_terms.add(own)
        users: dict[str, set[bool]] = {}
        for row in self.resolved.rows["attribute"]:
            is_hidden = str(row.values["link_id"]) in self.hidden["service"]
            users.setdefault(row.links["taxonomy_term"], set()).add(is_hidden)
        return {term for term in self.telling_terms if users.get(term) == {True}}

    def _stands(self, row: Read, own: str) -> bool:
        """Tell whether a row may stay, and let it go of places that were taken."""
        if own in self.hidden["location"] and row.table == "location":
            return False
        if row.table == "service_at_location":
            self.service_at[own] = row.links["service"]
        if not self._lets_go(row):
            return False
        if row.table not in _TAKEN:
            return True
        service = row.links.get("service", "")
        return service not in self.hidden["service"] and not self._names(
            row, self.hidden
        )

    def _lets_go(self, row: Read) -> bool:
        links = TABLES[row.table].links.values()
        before = any(row.links.values())
        for link in links:
            target = row.links.get(link.field, "")
            if not target or target not in self.gone.get(link.table, ()):
                continue
            if link.required:
                return False
            row.links[link.field] = ""
            at = self.service_at.get(target, "")
            if at and any(one.field == "service" for one in links):
                row.links["service"] = row.links.get("service") or at
        if before and not any(row.links.values()):
            return False
        return not self._names(row, self.gone)

    def _names(self, row: Read, ids: Ids) -> bool:
        """Tell whether a row that can name any other names one of these."""
        kind, name = _NAMES_A_ROW.get(row.table, ("", ""))
        target = str(row.values.get(name, ""))
        return bool(name) and target in ids.get(str(row.values.get(kind)), ())

    def _is_hidden(self, row: Read, own: str) -> bool:
        found = own in self.hidden.get(row.table, ())
        if not found and row.table not in _THEMSELVES:
            found = self._names(row, self.hidden) or any(
                row.links.get(link.field) in self.hidden.get(link.table, ())
                for link in TABLES[row.table].links.values()
                if link.table in _ABOVE
            )
            if found:
                self.hidden.setdefault(row.table, set()).add(own)
        return found

    def _quiet(self, row: Read, own: str) -> bool:
        """Empty every text that may tell a place; tell whether the row may stay."""
        row.extra = {}
        if row.links.get("taxonomy_term") in self.telling_terms:
            self._take(row, own, "taxonomy_term_id", TELLING)
            return False
        instead = quieted(model_of(row.table), row.values, self.guard)
        for name, text in instead.items():
            if text is None:
                self._take(row, own, name, TELLING)
                return False
            row.values[name] = text
            self.package.hold(row, row.table, name, TELLING)
            self.told.add(own)
        return True

    def _take(self, row: Read, own: str, name: str, reason: str) -> None:
        self.package.hold(row, row.table, name, reason)
        self.gone.setdefault(row.table, set()).add(own)
        self.resolved.ids[row.table].pop(row.key)
        self.told.add(own)
