"""Run a Django command, for developers."""

from argparse import Namespace

from django.core.management import execute_from_command_line


def run(asked: Namespace) -> int:
    """Hand everything on to Django."""
    execute_from_command_line(["bin/fourthp manage", *asked.arguments])
    return 0
