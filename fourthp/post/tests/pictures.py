"""Every sample letter as a picture: `python -m fourthp.post.tests.pictures FOLDER`.

Narrow and wide, light and dark, from left to right and from right to left; and the
plain text of each beside it.
"""

import os
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import django
from django.utils.translation import override
from playwright.sync_api import Browser, sync_playwright

from fourthp.post.formats.letters import letter_html, letter_text
from fourthp.post.tests.samples import samples

CHROMIUM = os.environ.get("FOURTHP_BROWSER", "/usr/bin/chromium")
LANGUAGES = {"en": "ltr", "ar-xb": "rtl"}


def documents() -> Iterator[tuple[str, str]]:
    """Yield the name and the HTML of every sample in every direction."""
    for language, direction in LANGUAGES.items():
        with override(language):
            for name, (letter, foot) in samples().items():
                yield (
                    f"{name}-{direction}",
                    letter_html(
                        letter,
                        foot=foot,
                        subject="Something is waiting for you",
                        language=language,
                        direction=direction,
                    ),
                )


def photograph(browser: Browser, folder: Path) -> None:
    """Write a picture of every sample in every width and colour."""
    for scheme, width in product(("light", "dark"), (320, 600, 1280)):
        page = browser.new_page(
            color_scheme=scheme, viewport={"width": width, "height": 800}
        )
        for name, html in documents():
            page.set_content(html)
            file = folder / f"{name}-{scheme}-{width}.png"
            page.screenshot(path=file, full_page=True)
        page.close()


def main(folder: Path) -> None:
    """Write the pictures and the plain texts of all samples into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (letter, foot) in samples().items():
        (folder / f"{name}.txt").write_text(letter_text(letter, foot=foot))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"]
        )
        photograph(browser, folder)
        browser.close()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    main(Path(sys.argv[1]))
