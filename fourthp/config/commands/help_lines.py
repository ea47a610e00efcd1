"""Show, set, confirm and take away the numbers that stand on every public page."""

import sys
from argparse import Namespace

from fourthp.config.commands import CannotBeDone, short_line
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import today
from fourthp.partnership.models import HelpLine
from fourthp.partnership.operations.network import (
    LastEmergencyNumber,
    NotANumber,
    StandsAlready,
    remove_help_line,
    set_help_line,
)
from fourthp.partnership.queries.network import help_lines, this_network


def run(asked: Namespace) -> int:
    """Do what was asked, then list the numbers."""
    network = this_network()
    if network is None:
        raise CannotBeDone("The network is not set up yet: run bin/fourthp setup.")
    try:
        _change(asked, network.country)
    except (NotANumber, StandsAlready, LastEmergencyNumber) as problem:
        raise CannotBeDone(str(problem)) from problem
    for line in help_lines():
        sys.stdout.write(
            f"{line.kind:10} {line.number:16} {line.name}, checked {line.checked_on}\n"
        )
    return 0


def _change(asked: Namespace, country: str) -> None:
    host, day = Host(), today()
    if asked.set:
        kind, number, name = map(short_line, asked.set)
        if not name:
            raise CannotBeDone("Say whose number it is: a name stands beside it.")
        line = _line(number) or HelpLine(number=number, country=country)
        line.kind, line.name = _kind(kind), name
        set_help_line(line, by=host, today=day)
    elif asked.checked:
        set_help_line(_known(asked.checked), by=host, today=day)
    elif asked.remove:
        remove_help_line(_known(asked.remove), by=host)


def _kind(text: str) -> str:
    if text not in HelpLine.Kind.values:
        kinds = " or ".join(HelpLine.Kind.values)
        raise CannotBeDone(f"A number is {kinds}, not {text}.")
    return text


def _line(number: str) -> HelpLine | None:
    return next((line for line in help_lines() if line.number == number.strip()), None)


def _known(number: str) -> HelpLine:
    line = _line(number)
    if line is None:
        raise CannotBeDone(f"No number {number} stands on the pages.")
    return line
