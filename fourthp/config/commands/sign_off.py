"""Write the sign-off pack into a file, from the settings."""

import sys
from argparse import Namespace
from pathlib import Path

from fourthp.config.commands import CannotBeDone
from fourthp.foundation.clock import now
from fourthp.trust.formats.papers import packed
from fourthp.trust.queries.signing_off import NotSetUp, sign_off


def run(asked: Namespace) -> int:
    """Write the ZIP, and say what is left to answer."""
    try:
        document, questions = sign_off(now())
    except NotSetUp as problem:
        raise CannotBeDone(f"{problem} Run bin/fourthp setup.") from problem
    Path(asked.to).write_bytes(packed(document, now=now()))
    sys.stdout.write(f"{asked.to} is written. What the program cannot know:\n")
    for number, question in enumerate(questions, 1):
        sys.stdout.write(f"{number:3}  {question}\n")
    return 0
