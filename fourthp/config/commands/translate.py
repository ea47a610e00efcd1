"""Bring a language's catalogue up to the source."""

import sys
from argparse import Namespace

from babel import Locale, UnknownLocaleError
from django.conf import settings

from fourthp.config.commands import CannotBeDone
from fourthp.config.languages import update_catalogue


def run(asked: Namespace) -> int:
    """Write the catalogue; what is translated already stays."""
    try:
        Locale.parse(asked.language)
    except (UnknownLocaleError, ValueError) as problem:
        raise CannotBeDone(f"No language is called {asked.language}.") from problem
    file = update_catalogue(settings.PACKAGE, asked.language)
    sys.stdout.write(f"{file}\n")
    return 0
