"""Excel files: every type in a cell, and what Excel has no room for."""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pyarrow as pa
import pytest

from assets.errors import InputError
from assets.outputs.export import ExportJob
from assets.outputs.single_file import FileExport, export_file
from assets.outputs.writers.xlsx import MAX_CHARACTERS, MAX_ROWS, sheet_names
from tests.fixtures import every_type
from tests.fixtures.exports import numbers


def cells(file: FileExport, sheet: int = 1) -> list[dict[str, str]]:
    """The texts of the cells of a sheet by their place, row by row."""
    space = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    with zipfile.ZipFile(file.path) as archive:
        tree = ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{sheet}.xml"))
    found = []
    for row in tree.iterfind(".//m:row", space):
        texts = {}
        for cell in row.iterfind("m:c", space):
            value = cell.find("m:v", space)
            inline = cell.find("m:is/m:t", space)
            node = value if value is not None else inline
            texts[re.sub(r"\d", "", cell.attrib["r"])] = (
                (node.text or "") if node is not None else ""
            )
        found.append(texts)
    return found


def test_excel_holds_every_type(tmp_path: Path) -> None:
    spec = every_type.dataset()
    file = export_file(tmp_path, [every_type.job(spec)], spec, kind="xlsx")
    names = [column.name for column in spec.tables[0].columns]
    header, first, second, nulls = cells(file)
    letters = dict(zip(header.values(), header, strict=True))
    assert list(letters) == names
    assert nulls == {"A": "3"}

    def shown(row: dict[str, str], kind: str) -> str:
        return row[letters[f"a {kind}"]]

    assert shown(first, "bigint") == str(-(2**63))
    assert shown(first, "boolean") == "1"
    assert float(shown(first, "double")) == pytest.approx(0.12345678901234568, rel=1e-15)
    assert shown(first, "decimal(38.10)") == "-1234567890123456789012345678.0123456789"
    assert float(shown(first, "decimal(10.2)")) == -12345678.90
    assert shown(first, "text").replace("_x000D_", "\r") == every_type.NASTY.replace("\r\n", "\r\n")
    assert shown(first, "date") == "0001-01-01"
    assert shown(first, "timestamp") == "1899-12-31T01:02:03.000004"
    moment = datetime(1899, 12, 30) + timedelta(days=float(shown(second, "timestamp")))
    assert abs(moment - datetime(2024, 2, 29, 23, 59, 59, 999_999)) < timedelta(microseconds=5)
    assert date(1899, 12, 30) + timedelta(int(shown(second, "date"))) == date(9999, 12, 31)
    assert shown(second, "bytes") == "\\x00ff275c0a"
    assert shown(first, "integer list") == "[-2147483648,null,2147483647]"


def test_excel_takes_formulas_for_text(tmp_path: Path) -> None:
    dataset, job = numbers(rows=1, x=pa.array(["=1+1"]))
    assert cells(export_file(tmp_path, [job], dataset, kind="xlsx"))[1] == {"A": "0", "B": "=1+1"}


def test_excel_refuses_before_it_writes(tmp_path: Path) -> None:
    dataset, job = numbers(rows=1, x=pa.array(["x" * (MAX_CHARACTERS + 1)]))
    with pytest.raises(InputError, match=r"t\.x.*32,768 characters"):
        export_file(tmp_path, [job], dataset, kind="xlsx")
    dataset, job = numbers(rows=MAX_ROWS)
    with pytest.raises(InputError, match="more than 1,048,575 rows"):
        export_file(tmp_path, [job], dataset, kind="xlsx")
    wide = pa.table({f"c{n}": [1] for n in range(16_385)})
    job = ExportJob("t", wide.schema, wide.to_batches())
    with pytest.raises(InputError, match="16,385 columns"):
        export_file(tmp_path, [job], dataset, kind="xlsx")
    assert list(tmp_path.iterdir()) == []


def test_sheets_are_named_as_excel_allows() -> None:
    tables = ["orders", "Orders!".replace("!", "?"), "History", "x" * 40, "x" * 41, "a/b"]
    assert sheet_names(tables) == [
        "orders",
        "Orders_",
        "History~2",
        "x" * 31,
        "x" * 29 + "~2",
        "a_b",
    ]
