"""Small made-up HSDS packages."""

import csv
import zipfile
from pathlib import Path

Table = list[dict[str, object]]


def make_package(path: Path, **tables: Table) -> Path:
    """Write tables as CSV files of a zip, each named as its keyword."""
    made = path / "package.zip"
    with zipfile.ZipFile(made, "w") as package:
        for name, rows in tables.items():
            file = path / "one.csv"
            header = list(dict.fromkeys(key for row in rows for key in row))
            with file.open("w", newline="") as out:
                writer = csv.DictWriter(out, header)
                writer.writeheader()
                writer.writerows(rows)
            package.write(file, f"data/{name}.csv")
    return made


ORGANIZATION = {"id": "o1", "name": "Harbour Aid", "url": "https://harbour.example"}
SERVICE = {"id": "s1", "organization_id": "o1", "name": "Drop-in", "fees": "None"}
LOCATION = {
    "id": "l1",
    "name": "Harbour hall",
    "latitude": "52.41",
    "longitude": "-1.51",
}
AT = {"id": "a1", "service_id": "s1", "location_id": "l1"}
ADDRESS = {"id": "p1", "location_id": "l1", "address_1": "1 Harbour Street"}
HOURS = {
    "id": "",
    "service_id": "s1",
    "weekday": "Monday",
    "opens_at": "9:00am",
    "closes_at": "5:00pm",
}


def plain() -> dict[str, Table]:
    """One service of one organisation at one place, as HSDS 1.1 writes it."""
    return {
        "organizations": [dict(ORGANIZATION)],
        "services": [dict(SERVICE)],
        "locations": [dict(LOCATION)],
        "services_at_location": [dict(AT)],
        "physical_addresses": [dict(ADDRESS)],
        "regular_schedules": [dict(HOURS)],
    }
