"""Where a number is answered, and whether it is whole."""

import pytest

from fourthp.directory.rules.reach import Reach, is_whole, knows_numbers_of, reach_of


class TestReachOf:
    @pytest.mark.parametrize(
        "number", ["0121 496 0001", "+44 (0)121 496 0001", "0044 20 7946 0001"]
    )
    def test_knows_an_area_code_however_it_is_written(self, number):
        assert reach_of(number, "GB") is Reach.PART

    @pytest.mark.parametrize(
        "number", ["03069 990001", "+44 808 157 0001", "07700 900001", "999", "116 123"]
    )
    def test_knows_numbers_of_the_whole_country(self, number):
        assert reach_of(number, "GB") is Reach.WHOLE

    @pytest.mark.parametrize(
        "number",
        ["496 0001", "+33 1 44 55 66 77", "0808 157 0001 / 0121 496 0001", "ask", "06"],
    )
    def test_knows_nothing_of_what_it_cannot_read(self, number):
        assert reach_of(number, "GB") is Reach.UNKNOWN

    def test_knows_nothing_of_other_countries(self):
        assert reach_of("0121 496 0001", "RO") is Reach.UNKNOWN
        assert knows_numbers_of("GB")
        assert not knows_numbers_of("RO")


class TestIsWhole:
    @pytest.mark.parametrize(
        "number",
        [
            *("999", "112", "116 123", "101", "111", "105", "18000", "61016"),
            *(
                "0121 496 0123",
                "+44 (0)121 496 0123",
                "0044 20 7946 0001",
                "01204 12345",
            ),
            *("0800 1111", "0845 46 47", "07700 900 001", "0121 496 0123 ext 4"),
            *("+40 21 310 0123", "0040 21 310 0123"),
        ],
    )
    def test_is_all_that_is_dialled(self, number):
        assert is_whole(number, "GB")

    @pytest.mark.parametrize(
        "number",
        [
            "0121",
            "0121 496",
            "0808 15",
            "020 7946",
            "496 0123",
            "+44 121 496",
            "06",
            "44",
        ],
    )
    def test_is_no_part_of_a_number(self, number):
        assert not is_whole(number, "GB")

    def test_is_not_asked_of_a_country_that_nobody_knows(self):
        assert is_whole("0121", "RO")
