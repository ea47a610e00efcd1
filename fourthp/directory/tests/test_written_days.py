"""Days as lists write them: read where a column tells how, and left alone elsewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthp.directory.rules.written_days import Order, in_iso, order_of

MARCH = "2024-03-15"


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["03/04/2024", "15/03/2024", ""], Order.DAY),
        (["03/04/2024", "03/15/2024", "soon"], Order.MONTH),
        (["03/04/2024", "05/05/2024"], None),
        (["15/03/2024", "03/15/2024"], None),
        (["99/99/2024"], None),
        (["2024-03-15", "15 March 2024"], None),
        ([], None),
    ],
)
def test_a_column_tells_which_number_is_the_day(cells, order):
    assert order_of(cells) is order


@pytest.mark.parametrize(
    ("cell", "order", "iso"),
    [
        ("15/03/2024", Order.DAY, MARCH),
        ("15.3.2024", Order.DAY, MARCH),
        ("15-03-2024 10:30", Order.DAY, MARCH),
        ("15/03/2024, 2:30 pm", Order.DAY, MARCH),
        ("3/15/2024", Order.MONTH, MARCH),
        ("03/04/2024", Order.DAY, "2024-04-03"),
        ("03/04/2024", Order.MONTH, "2024-03-04"),
        ("05/05/2024", None, "2024-05-05"),
        ("15 March 2024", None, MARCH),
        ("15th Mar. 2024", None, MARCH),
        ("Fri, 15 March 2024", None, MARCH),
        ("15-Mar-2024", None, MARCH),
        ("March 15, 2024", None, MARCH),
        ("  MARCH  15th 2024 ", None, MARCH),
    ],
)
def test_a_day_is_read(cell, order, iso):
    assert in_iso(cell, order) == iso


@pytest.mark.parametrize(
    ("cell", "order"),
    [
        ("03/04/2024", None),
        ("31/02/2024", Order.DAY),
        ("15/03/2024", Order.MONTH),
        ("31 February 2024", None),
        ("15/03-2024", Order.DAY),
        ("15/03/24", Order.DAY),
        ("March 2024", None),
        ("Marchetti 15, 2024", None),
        ("15 March 2024 or later", None),
        ("15/03/2024 or later", Order.DAY),
        ("15/03/2024-20/03/2024", Order.DAY),
        ("2024-03-15", Order.DAY),
        ("soon", Order.DAY),
        ("", Order.DAY),
        ("15 March 2024" + " " * 3 + "x" * 100_000, None),
    ],
)
def test_what_is_no_day_or_may_be_two_stays_as_it_is(cell, order):
    assert in_iso(cell, order) == cell


@given(st.dates(), st.sampled_from(Order))
def test_every_day_that_was_written_is_read_back(day, order):
    numbers = {Order.DAY: "{0:%d/%m}/{0.year:04}", Order.MONTH: "{0:%m/%d}/{0.year:04}"}
    assert in_iso(numbers[order].format(day), order) == day.isoformat()
