"""How many wrong rights the tests find: `python -m tests.safety.mutants [tests …]`.

Every permission, and every question of who sees what, is made wrong in each way that
mutmut knows, one at a time. The tests that reach it run in a process of their own, on a
copy of the database, until one fails: whichever fault none of them finds is printed.
"""

import builtins
import inspect
import os
import shutil
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from pathlib import Path
from textwrap import dedent
from types import CodeType, FunctionType
from typing import Any, NoReturn, cast

import pytest
from _pytest.runner import runtestprotocol
from django.db import connection
from libcst import Module
from mutmut.mutation.file_mutation import create_mutations, deep_replace

ROOT = Path(__file__).resolve().parents[2]
INDEX = "fourthp.directory.queries.index"
# Beside every function of a room's permissions.
SEEN = {
    "fourthp.partnership.models.shared": (
        "rules_met",
        "meets_an_audience",
        "lasting",
        "SharedQuerySet.visible_to",
        "SharedQuerySet.over_for",
        "SharedQuerySet._kept_by",
        "SharedQuerySet.within_reach_of",
    ),
    "fourthp.partnership.models.groups": ("GroupQuerySet.visible_to",),
    "fourthp.partnership.models.contacts": (
        "may_be_read",
        "ContactPointQuerySet.visible_to",
    ),
    "fourthp.partnership.models.agencies": (
        "agency_seen",
        "AgencyQuerySet.visible_to",
    ),
    "fourthp.partnership.models.people": (
        "PersonQuerySet.visible_to",
        "SeatQuerySet.visible_to",
    ),
    INDEX: ("_visible", "visible_to_all_on"),
}
USUAL = ("fourthp", "tests/safety/test_model.py")
PATIENCE = 120  # seconds for the tests of one fault
FOUND = 3  # what a process leaves behind that found one


@dataclass(frozen=True)
class Mutant:
    """One fault: the function as it stands, its code with the fault, and the line."""

    function: FunctionType
    code: CodeType
    says: str


def rights() -> Iterator[FunctionType]:
    """Yield every function that decides who may do or see something."""
    for name, module in sorted(sys.modules.items()):
        parts = name.split(".")
        if parts[0] == "fourthp" and "permissions" in parts[2:3]:
            own = (
                one for one in vars(module).values() if isinstance(one, FunctionType)
            )
            yield from (one for one in own if one.__module__ == name)
    for name, wanted in SEEN.items():
        for path in wanted:
            found = attrgetter(path)(sys.modules[name])
            yield getattr(found, "__wrapped__", found)


def mutants_of(function: FunctionType) -> Iterator[Mutant]:
    """Yield every fault of a function, compiled as if it stood in its module alone."""
    source = dedent(inspect.getsource(function))
    file = Path(function.__code__.co_filename)
    whole, faults, _classes, _functions = create_mutations(str(file), source)
    for fault in faults:
        tree = deep_replace(whole, fault.original_node, fault.mutated_node)
        wrong = cast("Module", tree).code
        code = code_of(wrong, function)
        if code != code_of(source, function):
            place = f"{file.relative_to(ROOT)} {function.__qualname__}"
            first = function.__code__.co_firstlineno
            yield Mutant(function, code, f"{place} {changed(source, wrong, first)}")


def code_of(source: str, function: FunctionType) -> CodeType:
    """Return the code of a function whose source this is, or nearly is."""
    made = compile(source, function.__code__.co_filename, "exec")
    return next(one for one in made.co_consts if isinstance(one, CodeType))


def changed(before: str, after: str, first: int) -> str:
    """Return the first line that differs, as it was and as it is."""
    pairs = zip(before.splitlines(), after.splitlines(), strict=False)
    number, old, new = next(
        (n, a, b) for n, (a, b) in enumerate(pairs, first) if a != b
    )
    return f"{number}: {old.strip()}  →  {new.strip()}"


class Reached:
    """Notes which of some functions are called, by a code that stands in for theirs.

    Whoever holds the function already calls that code too; no other call is slowed.
    """

    def __init__(self, functions: list[FunctionType]) -> None:
        """Stand in for functions; `give_back` ends it."""
        self.functions = functions
        self.own = [_copy_of(one) for one in functions]
        self.now: set[FunctionType] = set()
        vars(builtins)["_reached"] = self._reached
        for number, one in enumerate(functions):
            stands_in: dict[str, FunctionType] = {}
            source = f"def it(*given, **named): return _reached({number}, given, named)"
            exec(source, stands_in)  # noqa: S102 -- our own line
            one.__code__ = stands_in["it"].__code__
            one.__defaults__ = one.__kwdefaults__ = None

    def give_back(self) -> None:
        """Let each function be what it was."""
        for one, own in zip(self.functions, self.own, strict=True):
            one.__code__ = own.__code__
            one.__defaults__, one.__kwdefaults__ = own.__defaults__, own.__kwdefaults__

    def _reached(self, number: int, given: Any, named: Any) -> Any:
        self.now.add(self.functions[number])
        return self.own[number](*given, **named)


def _copy_of(one: FunctionType) -> FunctionType:
    copy = FunctionType(
        one.__code__, one.__globals__, one.__name__, one.__defaults__, one.__closure__
    )
    copy.__kwdefaults__ = one.__kwdefaults__
    return copy


class Mutations:
    """The pytest plugin: instead of the tests once, the tests of each fault."""

    def __init__(self) -> None:
        """Begin without a result."""
        self.survivors: list[str] = []
        self.unreached: list[str] = []
        self.killed = 0

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Find what each test reaches, then let every fault meet its tests."""
        functions = list(rights())
        tests = self._tests_of(session.items, functions)
        connection.close()
        every = [one for function in functions for one in mutants_of(function)]
        say(f"\n{len(every)} faults of {len(functions)} functions")
        for mutant in every:
            self._judge(mutant, tests[mutant.function])
        return True

    def _tests_of(
        self, items: list[pytest.Item], functions: list[FunctionType]
    ) -> dict[FunctionType, list[pytest.Item]]:
        """Run every test once; return those of each function, the quickest first."""
        reached = Reached(functions)
        found: dict[FunctionType, list[Any]] = defaultdict(list)
        for number, item in enumerate(items):
            begun, reached.now = time.perf_counter(), set()
            # The next is never none: what stands for the whole run stays.
            if fails(item, items[(number + 1) % len(items)]):
                say(f"left out, it fails as it is: {item.nodeid}")
                continue
            for function in reached.now:
                lasted = time.perf_counter() - begun
                found[function].append((lasted, number, item))
        reached.give_back()
        return {
            key: [one[2] for one in sorted(found[key], key=itemgetter(0, 1))]
            for key in functions
        }

    def _judge(self, mutant: Mutant, tests: list[pytest.Item]) -> None:
        if not tests:
            self.unreached.append(mutant.says)
            say(f"UNREACHED {mutant.says}")
        elif survives(mutant, tests):
            self.survivors.append(mutant.says)
            say(f"SURVIVES {mutant.says}")
        else:
            self.killed += 1

    def pytest_sessionfinish(self) -> None:
        """Say how many were found."""
        whole = self.killed + len(self.survivors) + len(self.unreached)
        share = 100 * self.killed / (whole or 1)
        say(f"\n{self.killed} of {whole} faults were found: {share:.1f} %")


def say(words: str) -> None:
    """Print it past what pytest keeps."""
    print(words, file=sys.__stdout__, flush=True)


def fails(item: pytest.Item, following: pytest.Item | None) -> bool:
    """Run a test; tell whether it failed."""
    reports = runtestprotocol(item, log=False, nextitem=following)
    return any(one.failed for one in reports)


def survives(mutant: Mutant, tests: list[pytest.Item]) -> bool:
    """Tell whether none of the tests fails with the fault, each in another process."""
    child = os.fork()
    if child == 0:
        _run_and_leave(mutant, tests)
    _pid, status = os.waitpid(child, 0)
    # Whoever ran out of patience has found nothing.
    return os.waitstatus_to_exitcode(status) != FOUND


def _run_and_leave(mutant: Mutant, tests: list[pytest.Item]) -> NoReturn:
    signal.alarm(PATIENCE)
    own = Path(f"{connection.settings_dict['NAME']}.{os.getpid()}")
    shutil.copyfile(connection.settings_dict["NAME"], own)
    connection.settings_dict["NAME"] = str(own)
    mutant.function.__code__ = mutant.code
    # Imported by the tests alone: before these, there are no settings.
    sys.modules[INDEX].visible_to_all_on.cache_clear()
    found = True
    try:
        found = any(
            fails(one, tests[(number + 1) % len(tests)])
            for number, one in enumerate(tests)
        )
    finally:
        own.unlink(missing_ok=True)
        os._exit(FOUND if found else 0)


def main(paths: list[str]) -> int:
    """Run it over the tests of some paths, or all that are usual."""
    marks = "not browser and not deep"
    plain = ["-q", "-p", "no:randomly", "-p", "no:xdist", "-p", "no:cacheprovider"]
    # What is printed here is to be read meanwhile.
    plain += ["--capture=sys"]
    mutations = Mutations()
    pytest.main([*plain, "-m", marks, *(paths or USUAL)], plugins=[mutations])
    return 1 if mutations.survivors or mutations.unreached else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
