"""What stands in the forms of a page, as a browser would send it."""

from collections import defaultdict
from html.parser import HTMLParser

Fields = dict[str, list[str]]
PRESSED = frozenset({"submit", "button", "image", "reset", "file"})


class _Reader(HTMLParser):
    """Reads the forms of a page one after the other."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Fields] = []
        self._form: Fields = defaultdict(list)
        self._select = self._area = ""
        self._options: list[tuple[str, bool]] = []
        self._words: list[str] = []

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if tag == "form":
            self._form = defaultdict(list)
            self.forms.append(self._form)
        elif tag == "input":
            self._input(said)
        elif tag == "select":
            self._select, self._options = said.get("name") or "", []
        elif tag == "option" and self._select:
            self._options.append((said.get("value") or "", "selected" in said))
        elif tag == "textarea":
            self._area, self._words = said.get("name") or "", []

    def _input(self, said):
        kind, name = said.get("type", "text"), said.get("name")
        if not name or kind in PRESSED:
            return
        if kind in {"checkbox", "radio"}:
            if "checked" in said:
                self._form[name].append(said.get("value") or "on")
            return
        self._form[name].append(said.get("value") or "")

    def handle_data(self, data):
        if self._area:
            self._words.append(data)

    def handle_endtag(self, tag):
        if tag == "textarea" and self._area:
            # The first line break of a box is not its own.
            self._form[self._area].append("".join(self._words).removeprefix("\n"))
            self._area = ""
        elif tag == "select" and self._select:
            chosen = [value for value, is_chosen in self._options if is_chosen]
            self._form[self._select] += chosen or [v for v, _ in self._options[:1]]
            self._select = ""


def forms_of(page: str) -> list[Fields]:
    """Return every form of a page: what each field would send."""
    reader = _Reader()
    reader.feed(page)
    return [dict(form) for form in reader.forms]
