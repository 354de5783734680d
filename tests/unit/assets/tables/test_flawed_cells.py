"""What a flaw does to a cell, and how often."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from assets.schema.dataset import dataset_from
from assets.tables.engine import Engine
from assets.tables.feasibility import problems
from tests.fixtures.edit_distance import edits_between
from tests.fixtures.flawed_shop import COLUMNS, ROWS, labels_of, shop


def pairs(flaw: dict[str, Any], rows: int = ROWS) -> list[tuple[str, str | None]]:
    """The true and the flawed text of each cell that one flaw has changed."""
    return [(each["true_value"], each["flawed_value"]) for each in labels_of(shop(flaw, rows=rows))]


def is_shorter(true: str, flawed: str) -> bool:
    return true.startswith(flawed) and len(true) / 3 - 1 <= len(flawed) < len(true)


CELLS: list[tuple[dict[str, Any], Callable[[str, str], bool]]] = [
    ({"kind": "typo", "columns": ["name"]}, lambda t, f: edits_between(t, f) == 1),
    (
        {"kind": "typo", "columns": ["name"], "edits": 3},
        lambda t, f: 1 <= edits_between(t, f) <= 2 * 3,
    ),
    (
        {"kind": "typo", "columns": ["name"], "operations": ["transpose"]},
        lambda t, f: sorted(t) == sorted(f),
    ),
    (
        {"kind": "typo", "columns": ["name"], "operations": ["insert"]},
        lambda t, f: len(f) == len(t) + 1,
    ),
    (
        {"kind": "typo", "columns": ["name"], "operations": ["delete"]},
        lambda t, f: len(f) == len(t) - 1,
    ),
    (
        {"kind": "letter_case", "columns": ["name", "email"]},
        lambda t, f: t.lower() == f.lower(),
    ),
    (
        {"kind": "whitespace", "columns": ["name"]},
        lambda t, f: t.split() == f.replace("\u00a0", " ").split(),
    ),
    (
        {"kind": "whitespace", "columns": ["name"], "styles": ["non_breaking"]},
        lambda t, f: f == t.replace(" ", "\u00a0", 1),
    ),
    ({"kind": "missing", "columns": ["name"], "placeholders": ["?"]}, lambda t, f: f == "?"),
    (
        {"kind": "outlier", "columns": ["income"], "methods": ["scale"], "factor": 0.5},
        lambda t, f: 0 <= Decimal(t) / 2 - Decimal(f) < Decimal("0.01"),
    ),
    (
        {"kind": "outlier", "columns": ["income", "visits"], "methods": ["sign"]},
        lambda t, f: Decimal(t) == -Decimal(f),
    ),
    (
        {"kind": "outlier", "columns": ["visits"], "methods": ["decimal_point"]},
        lambda t, f: f[:3] == f"{t}00"[:3] or t.startswith(f) or f == "0",
    ),
    (
        {"kind": "broken_format", "columns": ["born_text"], "styles": ["date"]},
        lambda t, f: f in {
            date.fromisoformat(t).strftime(form)
            for form in ("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%Y%m%d", "%Y/%m/%d")
        },
    ),
    (
        {"kind": "broken_format", "columns": ["email"], "styles": ["email"]},
        lambda t, f: f.count("@") != 1 or f.endswith("@") or "." not in f.split("@")[1],
    ),
    (
        {"kind": "broken_format", "columns": ["born_text"], "styles": ["separators"]},
        lambda t, f: f == t.replace("-", ""),
    ),
    ({"kind": "broken_format", "columns": ["name"], "styles": ["truncated"]}, is_shorter),
    (
        {"kind": "late", "columns": ["born"]},
        lambda t, f: date.fromisoformat(f) > date.fromisoformat(t),
    ),
]  # fmt: skip


def _case_name(case: object) -> str:
    return str(case)[:60] if isinstance(case, dict) else ""  # a function's text is its address


@pytest.mark.parametrize(("flaw", "holds"), CELLS, ids=_case_name)
def test_a_flaw_does_to_a_cell_what_it_says(
    flaw: dict[str, Any], holds: Callable[[str, str], bool]
) -> None:
    found = pairs({**flaw, "rate": 0.1}, rows=2_000)
    assert len(found) > 100
    wrong = [(true, flawed) for true, flawed in found if not holds(true, flawed or "")]
    assert wrong == []


def test_letters_are_replaced_by_their_neighbours_on_the_keyboard() -> None:
    flaw = {"kind": "typo", "columns": ["name"], "operations": ["substitute"], "rate": 0.5}
    changed = {
        (a, b)
        for true, flawed in pairs(flaw)
        if flawed and len(true) == len(flawed)
        for a, b in zip(true, flawed, strict=True)
        if a != b
    }
    assert {b for a, b in changed if a == "g"} == set("fhtyvb")
    assert {b for a, b in changed if a == "A"} == set("QWSZ")


def test_utf_8_that_was_read_as_windows_1252() -> None:
    text = {"kind": "choice", "values": ["Müller", "Zoë – 5 €", "日本", "plain"]}
    columns = [{"name": "t", "type": "text", "generator": text}]
    flaw = {"kind": "broken_format", "columns": ["t"], "styles": ["encoding"], "rate": 1}
    table = {"name": "x", "rows": 99, "columns": columns, "flaws": [flaw]}
    found = Engine(dataset_from({"name": "x", "tables": [table]})).chunk("x", 0, 99)
    assert set(found.column("t").to_pylist()) == {
        "MÃ¼ller", "ZoÃ« â€“ 5 â‚¬", "æ—¥æœ¬", "plain",
    }  # fmt: skip


@pytest.mark.parametrize("flaw", [case[0] for case in CELLS[::4]], ids=lambda flaw: flaw["kind"])
def test_cells_are_flawed_at_the_rate(flaw: dict[str, Any]) -> None:
    found = len(pairs({**flaw, "rate": 0.05})) / len(flaw["columns"])
    assert found == pytest.approx(0.05 * ROWS, rel=0.15)


def test_flaws_of_one_column_share_its_cells() -> None:
    flaws = [
        {"kind": "typo", "columns": ["name"], "rate": 0.2},
        {"kind": "missing", "columns": ["name"], "rate": 0.3},
        {"kind": "whitespace", "columns": ["name"], "rate": 0.5},
    ]
    found = labels_of(shop(*flaws))
    assert len({label["row_number"] for label in found}) == len(found) == ROWS
    missing = [label for label in found if label["flaw"] == "missing"]
    assert len(missing) == pytest.approx(0.3 * ROWS, rel=0.05)
    assert {label["flawed_value"] for label in missing} == {None}


def test_a_condition_decides_where_a_flaw_may_be() -> None:
    young = {"kind": "missing", "columns": ["income"], "rate": 0.9, "when": "born > '1990-01-01'"}
    old = {"kind": "missing", "columns": ["income"], "rate": 0.3, "when": "born < '1970-01-01'"}
    dataset = shop(young, old)
    assert problems(dataset) == []
    rows = Engine(dataset).chunk("customers", 0, ROWS).to_pylist()
    for first, last, rate in ((1991, 1999, 0.9), (1971, 1988, 0.0), (1960, 1969, 0.3)):
        group = [row["income"] for row in rows if first <= row["born"].year <= last]
        assert group.count(None) / len(group) == pytest.approx(rate, abs=0.03)


def test_numbers_that_leave_their_type_stay_within_it() -> None:
    flaw = {"kind": "outlier", "columns": ["visits"], "rate": 1, "factor": 10_000}
    visits = Engine(shop(flaw)).chunk("customers", 0, ROWS).column("visits").to_pylist()
    assert max(visits) <= 32_767
    assert sum(visit < 0 for visit in visits) > 1_000
    only = {**flaw, "methods": ["scale"]}
    columns = [*COLUMNS[:6], {**COLUMNS[6], "generator": {"kind": "integer", "min": 9, "max": 99}}]
    (found,) = problems(shop(only, columns=columns))
    assert "changes none of" in found.text
