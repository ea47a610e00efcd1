"""The commands of the command line, one file each; `run` returns the exit code."""

from datetime import datetime

from django.utils.timezone import localtime

from fourthp.foundation.text import MoreThanOneLine, one_line

LONGEST_LINE = 200


class CannotBeDone(Exception):
    """A command cannot do its work; the message is one sentence for a person."""


def at_words(moment: datetime) -> str:
    """Return a moment on the network's own clock, and by which clock that is."""
    return f"{localtime(moment):%Y-%m-%d %H:%M %Z}"


def short_line(text: str) -> str:
    """Return what was said as one short line; raise CannotBeDone for anything else."""
    try:
        text = one_line(text)
    except MoreThanOneLine as problem:
        raise CannotBeDone(str(problem)) from problem
    if len(text) > LONGEST_LINE:
        raise CannotBeDone(f"That is longer than {LONGEST_LINE} letters: shorten it.")
    return text
