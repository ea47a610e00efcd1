"""A file that comes without a name for its source is named by what it is called."""

import pytest

from fourthp.directory.rules.sources import LONGEST, source_name


@pytest.mark.parametrize(
    ("file_name", "name"),
    [
        ("Harbour services.csv", "Harbour services"),
        ("harbour_services 2026-11-25 (2).xlsx", "harbour services"),
        ("services_v2.final.csv", "services final"),
        ("2026-11.csv", "2026 11"),
        ("---.csv", ""),
        (f"{'x' * 300}.csv", "x" * LONGEST),
    ],
)
def test_a_source_is_named_by_its_file_without_dates_and_copies(file_name, name):
    assert source_name(file_name) == name
