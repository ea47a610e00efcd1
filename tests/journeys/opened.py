"""Pages that tests of their own open, because no link of a page leads there."""

BY_MAIL = {
    "act",
    "act-done",
    "act-fresh",
    "act-left",
    "act-not-me",
    "mail-wishes",
    "mail-wishes-saved",
}
