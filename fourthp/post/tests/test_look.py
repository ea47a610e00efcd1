"""The look of a mail is the look of the pages, and can be read by everyone."""

import re
from pathlib import Path

import pytest

from fourthp.post.formats.look import DARK, LIGHT, sheet, styles_of

TOKENS = (
    Path(__file__).resolve().parents[2] / "foundation/static/foundation/css/tokens.css"
)
# Words, and the grounds they stand on.
PAIRS = [
    ("ink", "paper"),
    ("ink", "surface"),
    ("ink", "sunken"),
    ("ink-soft", "paper"),
    ("ink-soft", "surface"),
    ("action", "paper"),
    ("action", "surface"),
    ("on-action", "action"),
]


def tokens() -> list[dict[str, str]]:
    """Return the colours of the pages, light and dark."""
    light, dark = TOKENS.read_text().split(
        "@media screen and (prefers-color-scheme: dark)"
    )
    return [dict(re.findall(r"--([\w-]+): (#\w+);", part)) for part in (light, dark)]


def luminance(colour: str) -> float:
    """Return how light a colour is (WCAG 2.2)."""
    digits = colour.removeprefix("#")
    digits = "".join(c * 2 for c in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


class TestColours:
    def test_are_those_of_the_pages(self):
        for ours, theirs in zip((LIGHT, DARK), tokens(), strict=True):
            assert ours == {name: theirs[name] for name in ours}

    @pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
    @pytest.mark.parametrize(("words", "ground"), PAIRS)
    def test_of_words_stand_out_sevenfold(self, colours, words, ground):
        assert contrast(colours[words], colours[ground]) >= 7

    def test_control_a_paler_ink_would_be_found(self):
        assert contrast("#757575", LIGHT["surface"]) < 7


class TestStylesOf:
    @pytest.mark.parametrize("direction", ["ltr", "rtl"])
    def test_leave_nothing_to_be_filled_in(self, direction):
        assert not [style for style in styles_of(direction).values() if "{" in style]

    def test_turn_with_the_direction(self):
        assert "padding-left" in styles_of("ltr")["list"]
        assert "padding-right" in styles_of("rtl")["list"]

    def test_load_nothing(self):
        everything = "".join([*styles_of("ltr").values(), sheet()])
        assert not re.search(r"url\(|@import|@font-face|http", everything)
