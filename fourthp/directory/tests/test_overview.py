"""A whole listing in lines."""

import pytest
from django.utils.translation import override

from fourthp.directory.queries.entries import entries
from fourthp.directory.queries.overview import overview
from fourthp.directory.tests.makers import make_phone, make_service
from fourthp.foundation.clock import now

pytestmark = pytest.mark.django_db

NUMBER = "0121 496 0123"


@pytest.mark.parametrize(
    ("language", "line"), [("en", NUMBER), ("ar-xb", f"\u2066{NUMBER}\u2069")]
)
def test_a_number_is_put_between_marks_only_where_writing_runs_from_right_to_left(
    language, line
):
    service = make_service("Night kitchen")
    make_phone(service, NUMBER)
    with override(language):
        [entry] = entries([service.pk], reader=None, now=now())
        assert overview(service, entry)["contact"] == [line]
