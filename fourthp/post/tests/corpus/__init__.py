"""Mails that come in, written in our own words after the published shapes."""

from fourthp.post.tests.corpus import (
    answers,
    automatic,
    broken,
    calendars,
    complaints,
    letters,
    reports,
    stops,
    worded,
)

SHAPES = [
    *reports.SHAPES,
    *worded.SHAPES,
    *complaints.SHAPES,
    *calendars.SHAPES,
    *automatic.SHAPES,
    *stops.SHAPES,
    *answers.SHAPES,
    *letters.SHAPES,
    *broken.SHAPES,
]
