"""Tables in and out, and the packages they come in, whatever somebody made of them."""

import csv
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from fourthp.foundation.tables import TableRefused, reading, writing
from fourthp.foundation.tables.archives import Limits, leads_outside, open_archive
from fourthp.foundation.tables.reading import (
    is_text,
    read_csv,
    refuse_too_many_rows,
    said,
)
from fourthp.foundation.tables.writing import (
    STARTS_A_FORMULA,
    csv_lines,
    xlsx_bytes,
)


def read(data: bytes) -> list[tuple[int, dict[str, str]]]:
    return [(row.number, row.cells) for row in read_csv(io.BytesIO(data))]


class TestReadCsv:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    def test_reads_every_encoding_and_delimiter(self, encoding, delimiter):
        text = delimiter.join(["id", "Name "]) + "\r\n" + delimiter.join(["1", " Zoë "])
        assert read(text.encode(encoding)) == [(2, {"id": "1", "name": "Zoë"})]

    def test_reads_windows_text(self):
        assert read("id,name\n1,Zoë".encode("cp1252")) == [
            (2, {"id": "1", "name": "Zoë"})
        ]

    def test_reads_a_character_on_the_edge_of_what_was_read_ahead(self):
        text = "id,name\n" + "\n".join(f"{n},ëëëëë" for n in range(40_000))
        rows = read(text.encode())
        assert len(rows) == 40_000
        assert all(cells["name"] == "ëëëëë" for _, cells in rows)

    def test_numbers_rows_as_the_file_does_and_skips_empty_ones(self):
        assert read(b"id\n1\n\n,\n2\n") == [(2, {"id": "1"}), (5, {"id": "2"})]

    def test_takes_short_and_long_rows(self):
        assert read(b"a,b\n1\n1,2,3\n") == [
            (2, {"a": "1", "b": ""}),
            (3, {"a": "1", "b": "2"}),
        ]

    @pytest.mark.parametrize(
        "data",
        [
            b"id\0name\n1\n",
            (",".join(f"c{n}" for n in range(600)) + "\n1\n").encode(),
            b"a" * 1_000_000,
            b'id,name\n1,"' + b"a" * 1_100_000,
        ],
    )
    def test_refuses_what_is_no_table(self, data):
        with pytest.raises(TableRefused):
            read(data)

    def test_refuses_a_row_that_never_ends(self):
        for endless in (
            b"id,name\n" + b"," * 5_000_000,
            b"a,b\n" + b'"\n",' * 2_000_000,
        ):
            with pytest.raises(TableRefused):
                read(endless)

    def test_tells_two_columns_of_one_name_apart(self):
        assert read(b"phone,Phone,phone\n1,2,3\n") == [
            (2, {"phone": "1", "phone 2": "2", "phone 3": "3"})
        ]

    def test_counts_cells_that_stand_beyond_the_header(self):
        rows = list(read_csv(io.BytesIO(b"a\n1,2,,3\n4,,\n")))
        assert [row.beyond for row in rows] == [2, 0]

    def test_counts_cells_that_stand_under_no_name(self):
        rows = list(read_csv(io.BytesIO(b"a,,b\n1,2,3\n4,,5\n")))
        assert [(row.beyond, row.cells["b"]) for row in rows] == [(1, "3"), (0, "5")]

    def test_numbers_the_columns_of_a_table_without_a_header(self):
        rows = list(read_csv(io.BytesIO(b"a,b\n1,2,3\n"), header_at=0))
        assert [(row.number, row.cells, row.beyond) for row in rows] == [
            (1, {"1": "a", "2": "b"}, 0),
            (2, {"1": "1", "2": "2"}, 1),
        ]

    def test_passes_over_what_stands_above_the_header(self):
        rows = list(read_csv(io.BytesIO(b"Our list\n\nid\n7\n"), header_at=3))
        assert [(row.number, row.cells) for row in rows] == [(4, {"id": "7"})]


class TestRefuseTooManyRows:
    @pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
    def test_counts_line_ends(self, monkeypatch, end):
        monkeypatch.setattr(reading, "MOST_ROWS", 5)
        refuse_too_many_rows(io.BytesIO(b"1,a" + end + b'2,"b"' + end))
        with pytest.raises(TableRefused, match="too many rows"):
            refuse_too_many_rows(io.BytesIO((b'1,"a ""x"""' + end) * 6))

    def test_counts_none_between_quotes_however_it_is_read(self, monkeypatch):
        monkeypatch.setattr(reading, "MOST_ROWS", 5)
        for size in range(1, 12):
            monkeypatch.setattr(reading, "_AT_ONCE", size)
            table = b'1,"a' + b"\n" * 9 + b'b"\n2,"""\n\n"""\n' * 2
            refuse_too_many_rows(io.BytesIO(table))
            with pytest.raises(TableRefused):
                refuse_too_many_rows(io.BytesIO(table + b'"' + b"3\n" * 6))

    def test_leaves_wide_characters_to_the_reader(self, monkeypatch):
        monkeypatch.setattr(reading, "MOST_ROWS", 5)
        refuse_too_many_rows(io.BytesIO(("ਅ" * 50).encode("utf-16")))
        with pytest.raises(TableRefused):
            refuse_too_many_rows(io.BytesIO(b"a\n" * 50))


class TestIsText:
    @pytest.mark.parametrize(
        "head", [b"", b"id,name\n1,a\n", b"\xef\xbb\xbfid\n", b"a\x1f" + b"b" * 600]
    )
    def test_takes_what_may_be_a_table(self, head):
        assert is_text(head)

    @pytest.mark.parametrize(
        "head", [b"a\0b", b"\x89PNG\x01\x02", b" <html>", b"%PDF-1", b'{"a": 1}']
    )
    def test_refuses_what_is_something_else(self, head):
        assert not is_text(head)


class TestSaid:
    def test_takes_words_for_nothing_as_nothing(self):
        cells = {"a": "NULL", "b": "N/A", "c": "None of these"}
        assert [said(cells, name) for name in "abcd"] == ["", "", "None of these", ""]


def make_zip(path, files: dict[str, bytes], **kwargs):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, **kwargs) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return path


class TestOpenArchive:
    def test_reads_a_zip_and_a_folder_alike(self, tmp_path):
        (tmp_path / "in" / "data").mkdir(parents=True)
        (tmp_path / "in" / "data" / "a.csv").write_bytes(b"id\n1\n")
        made = make_zip(tmp_path / "a.zip", {"data/a.csv": b"id\n1\n"})
        for source in (tmp_path / "in", made):
            with open_archive(source) as archive:
                assert archive.names() == ["data/a.csv"]
                with archive.open("data/a.csv") as stream:
                    assert stream.read() == b"id\n1\n"

    @pytest.mark.parametrize(
        "name", ["../a.csv", "/etc/a.csv", "a/../../b", "..\\a.csv", "C:\\a.csv"]
    )
    def test_refuses_names_that_lead_outside(self, tmp_path, name):
        assert leads_outside(name)
        made = make_zip(tmp_path / "a.zip", {name: b"id\n"})
        with pytest.raises(TableRefused), open_archive(made):
            pass

    def test_refuses_a_bomb(self, tmp_path):
        made = make_zip(tmp_path / "a.zip", {"a.csv": bytes(30_000_000)})
        with pytest.raises(TableRefused), open_archive(made):
            pass

    def test_refuses_links(self, tmp_path):
        info = zipfile.ZipInfo("a.csv")
        info.external_attr = 0o120777 << 16
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as made:
            made.writestr(info, "/etc/passwd")
        (tmp_path / "folder").mkdir()
        (tmp_path / "folder" / "a.csv").symlink_to("/etc/passwd")
        for source in ("a.zip", "folder"):
            with pytest.raises(TableRefused), open_archive(tmp_path / source):
                pass

    def test_refuses_what_is_too_much(self, tmp_path):
        files = {f"{n}.csv": b"id\n1\n" for n in range(5)}
        made = make_zip(tmp_path / "a.zip", files)
        for limits in (Limits(members=4), Limits(unpacked=20), Limits(packed=20)):
            with pytest.raises(TableRefused), open_archive(made, limits):
                pass

    def test_refuses_what_is_no_package(self, tmp_path):
        (tmp_path / "a.zip").write_bytes(b"not a zip")
        for name in ("a.zip", "missing.zip"):
            with pytest.raises(TableRefused), open_archive(tmp_path / name):
                pass

    def test_refuses_damage_in_the_middle_in_words(self, tmp_path):
        made = make_zip(tmp_path / "a.zip", {"a.csv": b"id\n" + b"12345\n" * 9_000})
        data = bytearray(made.read_bytes())
        data[60:70] = b"damaged..."
        made.write_bytes(bytes(data))
        with open_archive(made) as archive, pytest.raises(TableRefused):
            list(read_csv(archive.open("a.csv")))


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"])) | st.sampled_from(
    ["=1+1", "@a", "-1", "+1", "\tx", "\rx", "=HYPERLINK(1)"]
)


class TestWriting:
    def test_tells_where_words_were_struck(self):
        said = "".join(csv_lines(["a"], [["For (███ 2026-11-30)."]]))
        assert "For [struck from the record on 30 November 2026]." in said

    @given(st.lists(st.lists(TEXT, min_size=2, max_size=2), max_size=5))
    def test_no_cell_of_a_csv_begins_a_formula(self, rows):
        text = "".join(csv_lines(["a", "b"], rows))
        for row in csv.reader(io.StringIO(text, newline="")):
            assert not any(cell.startswith(STARTS_A_FORMULA) for cell in row)

    def test_control_a_cell_that_is_not_quoted_begins_one(self, monkeypatch):
        monkeypatch.setattr(writing, "safe_cell", str)
        text = "".join(csv_lines(["a"], [["=1+1"]]))
        assert list(csv.reader(io.StringIO(text)))[1] == ["=1+1"]
        made = writing.xlsx_bytes("Sheet", ["a"], [["=1+1"]])
        assert load_workbook(io.BytesIO(made)).active["A2"].value == "=1+1"

    def test_no_cell_of_an_xlsx_is_a_formula(self):
        data = xlsx_bytes("Sheet", ["a"], [["=1+1"], ["plain"], [None], [5]])
        sheet = load_workbook(io.BytesIO(data)).active
        values = [(cell.value, cell.data_type) for (cell,) in sheet.iter_rows()]
        assert values[1] == ("'=1+1", "s")
        assert [kind for _, kind in values if kind == "f"] == []
