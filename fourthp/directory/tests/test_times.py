"""A box for a time takes what people type, and shows what it understood."""

from datetime import time

import pytest
from django import forms

from fourthp.directory.forms.times import TimeBox, typed_time


class Desk(forms.Form):
    opens = TimeBox(required=False)


class TestTypedTime:
    @pytest.mark.parametrize(
        ("typed", "hour", "minute"),
        [
            ("9", 9, 0),
            ("9:30", 9, 30),
            ("0930", 9, 30),
            ("930", 9, 30),
            ("9am", 9, 0),
            ("5 pm", 17, 0),
            ("530pm", 17, 30),
            ("5.30 p.m.", 17, 30),
            ("12 am", 0, 0),
            ("17.00", 17, 0),
            (" 17 ", 17, 0),
            ("noon", 12, 0),
            ("24:00", 0, 0),
            ("2400", 0, 0),
            ("0", 0, 0),
        ],
    )
    def test_reads_what_people_type(self, typed, hour, minute):
        assert typed_time(typed) == time(hour, minute)

    @pytest.mark.parametrize(
        "typed",
        ["", "morning", "25", "0960", "13pm", "9-5", "12345", "9:3", "-9", "9x"],
    )
    def test_reads_nothing_else(self, typed):
        assert typed_time(typed) is None


class TestTimeBox:
    def test_shows_what_it_understood_and_leaves_the_rest(self):
        assert 'value="09:00"' in str(Desk({"opens": "9"})["opens"])
        assert 'value="9-5"' in str(Desk({"opens": "9-5"})["opens"])
        assert 'value="17:30"' in str(Desk(initial={"opens": time(17, 30)})["opens"])
        assert "value" not in str(Desk({})["opens"])

    def test_is_one_box_of_text_with_every_key_of_a_telephone(self):
        box = str(Desk()["opens"])
        assert 'type="text"' in box
        assert "inputmode" not in box

    def test_says_what_it_would_take(self):
        form = Desk({"opens": "9-5"})
        assert form.errors["opens"] == [
            "“9-5” is no time. Type it as 09:00, 9, 0930, 9am or 5 pm."
        ]

    def test_may_be_empty_and_the_same_time_is_no_change(self):
        assert Desk({"opens": ""}).is_valid()
        again = Desk({"opens": "9am"}, initial={"opens": time(9)})
        assert not again.has_changed()
        assert again.is_valid()
        assert again.cleaned_data["opens"] == time(9)
