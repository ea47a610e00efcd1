"""What the import contracts cannot see."""

import ast
import re
import tomllib
from pathlib import Path

from django.apps import apps
from django.db.migrations.loader import MigrationLoader
from django.test import RequestFactory
from django.urls import get_resolver

from fourthp.foundation.shell import shell
from tests.safety.routes import routes

ROOT = Path(__file__).resolve().parents[2]
# From the ground up; a room may know only of rooms before it.
FLOORS = (
    "foundation",
    "accounts",
    "audit",
    "post",
    "partnership",
    "plan",
    "gatherings",
    "directory",
    "meetings",
    "trust",
    "home",
    "demo",
    "config",
)
# The ground's shell links to the front page and to signing in by fixed names.
NAMES_OF_EVERY_HOUSE = {"front", "account_login", "account_logout"}


def room_of(module: str) -> str:
    return module.split(".")[1]


def uphill(lower: str, upper: str) -> bool:
    return FLOORS.index(lower) < FLOORS.index(upper)


def relations() -> list[tuple[str, str]]:
    """Return for every relation of our models the room it leaves and where it ends."""
    return [
        (model.__module__, field.related_model.__module__)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.concrete and field.related_model
    ]


def relations_uphill(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the relations of ours that end in a higher room of ours."""
    ours = [
        pair
        for pair in found
        if all(m.startswith("fourthp.") and ".tests." not in m for m in pair)
    ]
    return [(a, b) for a, b in ours if uphill(room_of(a), room_of(b))]


# Made for every room above: the choice of readers (docs/decisions/0130), and fields
# that take an agency by its name, a day, and one line.
OFFERED = (
    "from fourthp.partnership.forms.audiences import",
    "from fourthp.partnership.forms.fields import",
)


def back_doors(own: str, text: str) -> list[str]:
    """Return the other rooms whose views, forms or api a file of a room uses."""
    for one in OFFERED:
        text = text.replace(one, "")
    door = re.compile(r"^from fourthp\.(\w+)(?: import |\.)(?:views|forms|api)\b", re.M)
    return [room for room in door.findall(text) if room not in {own, "foundation"}]


def plan_of_contracts() -> dict[str, list[str]]:
    """Return the layers of every contract in pyproject.toml, by its id."""
    written = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = written["tool"]["importlinter"]["contracts"]
    return {one["id"]: re.findall(r"\w+", " ".join(one["layers"])) for one in contracts}


def test_no_relation_by_name_points_uphill():
    assert relations_uphill(relations()) == []


def test_a_relation_uphill_is_found():
    pair = ("fourthp.accounts.models", "fourthp.partnership.models.people")
    assert relations_uphill([pair, pair[::-1]]) == [pair]


def test_no_room_uses_another_rooms_views_or_forms():
    for file in (ROOT / "fourthp").rglob("*.py"):
        own = file.relative_to(ROOT / "fourthp").parts[0]
        if "tests" not in file.parts:
            assert back_doors(own, file.read_text()) == [], file


def test_a_back_door_is_found():
    text = "from fourthp.audit import views\nfrom fourthp.audit.forms import A\n"
    assert back_doors("home", text) == ["audit", "audit"]
    assert back_doors("audit", text) == []
    offered = f"{OFFERED[0]} SharingForm\nfrom fourthp.partnership.forms import x\n"
    assert back_doors("directory", offered) == ["partnership"]


def test_the_floors_of_these_tests_are_those_of_the_contract():
    assert plan_of_contracts()["floors"] == list(reversed(FLOORS))


def test_the_plan_is_told_in_the_manual():
    told = (ROOT / "docs" / "building.md").read_text()
    for layers in plan_of_contracts().values():
        assert [name for name in layers if f"`{name}`" not in told] == []


def branches(leaves: list[tuple[str, str]]) -> list[str]:
    """Return the apps of which more than one migration is the last."""
    apps_of = [app for app, _name in leaves]
    return sorted({app for app in apps_of if apps_of.count(app) > 1})


def test_migrations_stand_in_one_line():
    leaves = MigrationLoader(None).graph.leaf_nodes()
    assert branches(leaves) == []
    for app, name in leaves:
        noted = ROOT / "fourthp" / app / "migrations" / "max_migration.txt"
        assert not noted.exists() or noted.read_text().strip() == name
    assert branches([*leaves, ("audit", "0999_other")]) == ["audit"]


def route_rooms() -> dict[str, str]:
    """Return the room of every route's view."""
    found = {}

    def walk(resolver):
        for pattern in resolver.url_patterns:
            if hasattr(pattern, "url_patterns"):
                walk(pattern)
            elif pattern.callback.__module__.startswith("fourthp."):
                found[pattern.name] = room_of(pattern.callback.__module__)

    walk(get_resolver())
    return found


def links_uphill() -> list[str]:
    link = re.compile(r"{%\s*url\s+[\"']([\w:-]+)[\"']")
    rooms, found = route_rooms(), []
    for file in (ROOT / "fourthp").rglob("*.html"):
        own = file.relative_to(ROOT / "fourthp").parts[0]
        for name in link.findall(file.read_text()):
            room = rooms.get(name)
            if room and name not in NAMES_OF_EVERY_HOUSE and uphill(own, room):
                found.append(f"{file.name}: {name}")
    return found


def test_no_template_links_uphill():
    assert links_uphill() == []


def shell_words_taken(source: str, words: set[str]) -> list[str]:
    """Return the keys of a view’s contexts that the shell says something else by."""
    keys = (
        key.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant)
    )
    return [key for key in keys if key in words]


def test_no_page_takes_a_word_of_the_shell():
    words = set(shell(RequestFactory().get("/")))
    files = [*ROOT.glob("fourthp/*/views.py"), *ROOT.glob("fourthp/*/views/**/*.py")]
    taken = {
        str(file.relative_to(ROOT)): found
        for file in files
        if (found := shell_words_taken(file.read_text(), words))
    }
    assert len(files) > 50
    assert taken == {}


def test_a_word_of_the_shell_that_is_taken_is_found():
    assert shell_words_taken('x = {"is_open": 1, "rows": 2}', {"is_open"}) == [
        "is_open"
    ]


def test_no_route_vanishes_without_a_redirect():
    """docs/routes.txt is the promise: what once was a page stays one or leads on."""
    listed = set((ROOT / "docs" / "routes.txt").read_text().split())
    present = {route.name for route in routes()}
    assert listed - present == set()
    assert present - listed == set(), "add the new routes to docs/routes.txt"


def test_no_day_is_told_by_greenwich():
    """A moment's day is that of the network's zone: `localdate` says it."""
    told = re.compile(r"(_at|\bnow|\.at|\bmoment)\.date\(\)")
    rooms = (ROOT / "fourthp").rglob("*.py")
    files = [one for one in rooms if not {"tests", "demo"} & {*one.parts}]
    found = [
        f"{one.relative_to(ROOT)}: {line.strip()}"
        for one in files
        for line in one.read_text().splitlines()
        if told.search(line) and one.name not in _LOCAL_ALREADY
    ]
    assert found == []
    assert told.search("on=found.made_at.date()")


# Here a moment is in its own zone already.
_LOCAL_ALREADY = {"narrowing.py", "hours.py"}
