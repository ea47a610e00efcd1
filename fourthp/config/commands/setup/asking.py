"""The conversation in the terminal: one question after the other, then all at once."""

import sys
from argparse import Namespace
from collections.abc import Iterator

from fourthp.config.commands import CannotBeDone
from fourthp.config.commands.setup.answers import (
    NO,
    NOTHING,
    YES,
    Answers,
    has_emergency,
    in_words,
    numbers_of,
    pack_of,
    usable,
)
from fourthp.config.commands.setup.questions import (
    QUESTIONS,
    Question,
    about_the_address,
    proposed_numbers,
)

WELCOME = """\
This makes a real, empty network. Every answer can be changed later in the browser, but
for the country. Nothing that you type is written before you have seen all of it and
said yes; Ctrl-C ends it. What stands in [brackets] is taken when you press Enter;
a single - leaves empty what may be empty.
"""
LAST = "Set it up like this? yes, no, or the number of a line to change: "


def ask_everything(asked: Namespace) -> Answers | None:
    """Return every answer, by option or by hand; None if they were not confirmed."""
    by_hand = sys.stdin.isatty()
    if by_hand:
        sys.stdout.write(f"{WELCOME}\n")
    said: Answers = {}
    for question in _questions(asked, said):
        _answer(question, asked, said, by_hand=by_hand)
    if by_hand and not asked.yes:
        return _confirmed(asked, said)
    return said


def _questions(asked: Namespace, said: Answers) -> Iterator[Question]:
    """Yield what is to be asked; what was said decides what comes next."""
    for question in QUESTIONS:
        if question.name not in {"emergency", "national"}:
            yield question
            continue
        if getattr(asked, question.name) is not None or not sys.stdin.isatty():
            yield question
            continue
        yield from proposed_numbers(pack_of(said), question.name)
        if _must_be_typed(question.name, said):
            yield question


def _must_be_typed(kind: str, said: Answers) -> bool:
    if kind == "emergency":
        return not has_emergency(said)
    return not any(one.kind == "national" for one in pack_of(said).numbers)


def _answer(
    question: Question, asked: Namespace, said: Answers, *, by_hand: bool
) -> None:
    given = getattr(asked, question.name, None)
    if given is not None:
        said[question.name] = judged(question, given, said)
    elif by_hand:
        _ask(question, said)
    else:
        proposal = question.proposal(said) if question.is_proposed_alone else ""
        if not proposal and not question.may_be_empty:
            raise CannotBeDone(f"Say --{question.name.replace('_', '-')} as well.")
        said[question.name] = proposal


def _ask(question: Question, said: Answers) -> None:
    """Ask until there is an answer that can be used."""
    sys.stdout.write(question.before(said))
    proposal = said.get(question.name) or question.proposal(said)
    prompt = f"{question.asks} [{proposal}] " if proposal else f"{question.asks} "
    while True:
        try:
            typed = _typed(prompt) or proposal
            said[question.name] = judged(question, typed, said)
        except CannotBeDone as problem:
            sys.stdout.write(f"  {problem}\n")
        else:
            return


def judged(question: Question, text: str, said: Answers) -> str:
    """Return an answer as it is kept; raise CannotBeDone where it cannot be."""
    # At a number that is proposed, no is an answer.
    is_empty = text.strip().lower() in NOTHING and ":" not in question.name
    answer = "" if is_empty else usable(question.name, text, said)
    if is_empty and question.name == "areas" and pack_of(said).areas:
        raise CannotBeDone("Say all, or at least one area: by number or by name.")
    if not answer and not question.may_be_empty:
        raise CannotBeDone(f"{question.asks} Something must stand here.")
    return answer


def _typed(prompt: str) -> str:
    try:
        return input(prompt).strip()
    except EOFError as problem:
        # Ctrl-D, or whoever typed is gone: the same as Ctrl-C.
        raise KeyboardInterrupt from problem


def _confirmed(asked: Namespace, said: Answers) -> Answers | None:
    """Show everything, let single lines be changed, and take yes or no."""
    while True:
        lines = [one for one in _questions(asked, said) if one.name in said]
        sys.stdout.write(_summary(lines, said))
        answer = _typed(LAST).lower()
        if answer in {YES, "y"} and has_emergency(said):
            return said
        if answer in {YES, "y"}:
            sys.stdout.write("  There is no number for danger yet: change a line.\n")
        elif answer in {NO, "n"}:
            return None
        elif answer.isdigit() and 0 < int(answer) <= len(lines):
            _ask_again(lines[int(answer) - 1], asked, said)
        else:
            sys.stdout.write(f"  Say yes, no, or a number up to {len(lines)}.\n")


def _ask_again(question: Question, asked: Namespace, said: Answers) -> None:
    _ask(question, said)
    if question.name == "country":
        # Another country has other numbers, areas and clocks.
        for name in [n for n in said if n.startswith("number:")]:
            del said[name]
        said.pop("areas", None)
        said.pop("time_zone", None)
        said.pop("languages", None)
    for one in _questions(asked, said):
        if one.name not in said:
            _ask(one, said)


def _summary(lines: list[Question], said: Answers) -> str:
    rows = [
        f"{at:4}  {one.title:26} {in_words(one.name, said)}"
        for at, one in enumerate(lines, 1)
    ]
    numbers = ", ".join(f"{one.number} ({one.name})" for one in numbers_of(said))
    shown = "\n".join(rows)
    return (
        f"\nThis is what you said:\n{shown}\n\nOn every page, looked up today:"
        f" {numbers or 'no number'}.\n{about_the_address()}\n"
    )
