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
BY_EMPLOYER = {
    "employer_again",
    "employer_back",
    "employer_ending",
    "employer_join",
    "employer_joining",
    "person-employers-parting",
}
WITH_OTHERS = {"look", "looks-names", "widening-alone", "witness"}
