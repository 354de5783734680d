"""Conditional tables: every row has a value of its segment, at the segment's weights."""

from __future__ import annotations

from itertools import pairwise, product
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from assets.errors import SpecError
from assets.schema.changes import apply, changes_from
from assets.schema.dataset import Dataset, dataset_from
from assets.tables.engine import Engine
from assets.tables.feasibility import problems

STAFF = 400
DEPARTMENTS: list[dict[str, Any]] = [
    {"name": "id", "type": "bigint", "generator": {"kind": "sequence"}},
    {"name": "country", "type": "varchar(20)", "generator": {"kind": "choice",
     "values": ["Chile", "Japan", "Italy"], "weights": [3, 2, 1]}},
    {"name": "site", "type": "text", "generator": {"kind": "hierarchy", "level": "site",
     "levels": ["region", "site"], "tree": {"north": ["Oslo", "Turku"], "south": ["Rome"]}}},
]  # fmt: skip
COLUMNS: list[dict[str, Any]] = [
    {"name": "department", "type": "bigint", "nullable": True},
    {"name": "level", "type": "smallint", "generator": {"kind": "integer", "min": 1, "max": 4}},
    {"name": "remote", "type": "boolean", "generator": {"kind": "boolean"}},
    {"name": "grade", "type": "decimal(3,1)", "generator": {"kind": "choice",
     "values": [1.5, 2, 2.5]}},
    {"name": "since", "type": "date", "generator": {"kind": "date", "min": "2024-01-01",
     "max": "2024-01-03"}},
    {"name": "shift", "type": "time", "generator": {"kind": "choice",
     "values": ["06:00:00", "14:00:00"]}},
    {"name": "seen", "type": "timestamptz", "generator": {"kind": "choice",
     "values": ["2024-05-01 06:00:00+00:00", "2024-06-01 06:00:00+00:00"]}},
    {"name": "plan", "type": "text", "nullable": True, "null_rate": 0.3, "generator": {
     "kind": "pool", "values": ["free", "pro"]}},
    {"name": "home", "type": "text", "nullable": True, "generator": {"kind": "inherit",
     "column": "departments.country"}},
]  # fmt: skip
POSSIBLE: dict[str, list[Any]] = {  # as a spec writes them
    "level": [1, 2, 3, 4],
    "remote": [True, False],
    "grade": [1.5, 2, 2.5],
    "since": ["2024-01-01", "2024-01-02", "2024-01-03"],
    "shift": ["06:00:00", "14:00:00"],
    "seen": ["2024-05-01 06:00:00+00:00", "2024-06-01 06:00:00+00:00"],
    "plan": ["free", "pro", None],
    "home": ["Chile", "Japan", "Italy", None],
    "departments.country": ["Chile", "Japan", "Italy", None],
    "departments.site": ["Oslo", "Turku", "Rome", None],
}


def staff(generator: dict[str, Any], kind: str = "text", rows: int = STAFF) -> Dataset:
    """Staff of departments, some without one, with a ``result`` by the generator."""
    key = {"columns": ["department"], "references": "departments", "references_columns": ["id"],
           "null_rate": 0.2}  # fmt: skip
    result = {"name": "result", "type": kind, "generator": generator}
    tables = [
        {"name": "departments", "rows": 30, "primary_key": ["id"], "columns": DEPARTMENTS},
        {"name": "staff", "rows": rows, "columns": [*COLUMNS, result], "foreign_keys": [key]},
    ]
    return dataset_from({"name": "firm", "tables": tables})


def _rows(dataset: Dataset) -> list[dict[str, Any]]:
    """The rows of staff, each with its department's columns."""
    engine = Engine(dataset)
    parents = engine.chunk("departments", 0, 30).to_pylist()
    by_id = {parent["id"]: parent for parent in parents}
    found = engine.chunk("staff", 0, dataset.table("staff").rows).to_pylist()
    for row in found:
        parent = by_id.get(row["department"], {})
        row |= {f"departments.{name}": parent.get(name) for name in ("country", "site")}
    return found


def _is(cell: Any, written: Any) -> bool:
    """Whether a cell has the value that a spec writes like this."""
    if cell is None or written is None:
        return cell is written
    if isinstance(cell, bool):
        return bool(cell is written)
    return str(cell) == str(written) or (
        isinstance(written, int | float) and not isinstance(cell, str) and float(cell) == written
    )


@st.composite
def _tables(draw: st.DrawFn) -> tuple[dict[str, Any], bool]:
    """A conditional table whose values name the segment, and whether it is complete."""
    columns = draw(st.lists(st.sampled_from(sorted(POSSIBLE)), min_size=1, max_size=3, unique=True))
    whens = _product(columns)
    picked = draw(st.lists(st.sampled_from(range(len(whens))), min_size=1, unique=True))
    complete = draw(st.booleans())
    numbers = range(len(whens)) if complete else picked
    values = [f"{place} {letter}" for place in range(len(whens)) for letter in "ab"]
    segments = []
    for place in numbers:
        weights = [0.0] * len(values)
        weights[2 * place : 2 * place + 2] = [3.0, 1.0]
        own = {"kind": "choice", "values": values[2 * place : 2 * place + 2]}
        weighted = len(whens) < 20 and draw(st.booleans())
        segments.append(
            {"when": whens[place], **({"weights": weights} if weighted else {"use": own})}
        )
    generator: dict[str, Any] = {"columns": columns, "segments": segments}
    if any("weights" in segment for segment in segments):
        generator["values"] = values
    if not complete:
        generator["otherwise"] = {"kind": "choice", "values": ["other"]}
    return {"kind": "conditional_table", **generator}, complete


@settings(max_examples=60, deadline=None)
@given(_tables())
def test_every_row_has_a_value_of_its_segment(drawn: tuple[dict[str, Any], bool]) -> None:
    generator, complete = drawn
    columns = generator["columns"]
    names = dict(enumerate(_product(columns)))
    found = _rows(staff(generator))
    listed = [segment["when"] for segment in generator["segments"]]
    for row in found:
        (place,) = (
            place for place, when in names.items()
            if all(_is(row[name], value) for name, value in zip(columns, when, strict=True))
        )  # fmt: skip
        if complete or names[place] in listed:
            assert row["result"] in (f"{place} a", f"{place} b")
        else:
            assert row["result"] == "other"


def _product(columns: list[str]) -> list[list[Any]]:
    return [list(when) for when in product(*(POSSIBLE[name] for name in columns))]


@settings(max_examples=30, deadline=None)
@given(_tables(), st.sets(st.integers(1, STAFF - 1), max_size=4))
def test_any_range_alone_gives_the_same_bytes(
    drawn: tuple[dict[str, Any], bool], cuts: set[int]
) -> None:
    dataset = staff(drawn[0])
    whole = Engine(dataset).chunk("staff", 0, STAFF)
    for start, stop in pairwise(sorted({0, STAFF, *cuts})):
        assert Engine(dataset).chunk("staff", start, stop).equals(whole.slice(start, stop - start))


WEIGHTS = [[5, 3, 0, 2], [0, 0, 1, 0], [1, 1, 1, 1], [0, 1e-9, 9, 1]]


def test_weights_hold_in_each_segment() -> None:
    generator = {
        "kind": "conditional_table",
        "columns": ["level"],
        "values": [10, 20, 30, 40],
        "segments": [{"when": [place + 1], "weights": w} for place, w in enumerate(WEIGHTS)],
    }
    batch = Engine(staff(generator, "integer", 400_000)).chunk("staff", 0, 400_000)
    level, result = batch["level"].to_numpy(), batch["result"].to_numpy()
    for place, weights in enumerate(WEIGHTS):
        counts = np.bincount(result[level == place + 1] // 10 - 1, minlength=4)
        shares = np.array(weights) / sum(weights)
        assert counts[shares == 0].sum() == 0, "what has no weight never comes"
        used = shares > 1e-6
        if used.sum() > 1:
            expected = shares[used] / shares[used].sum() * counts[used].sum()
            assert stats.chisquare(counts[used], expected).pvalue > 0.001


def test_each_segment_has_its_own_distribution() -> None:
    """Hundreds of segments: each one's numbers are normal around its own mean."""
    levels = range(1, 301)
    segments = [
        {"when": [level], "use": {"kind": "normal", "mean": 100 * level, "std": level}}
        for level in levels
    ]
    data = staff({"kind": "conditional_table", "columns": ["level"], "segments": segments,
                  "otherwise": {"kind": "normal"}}, "double", 200_000).model_dump(
        mode="json", exclude_defaults=True)  # fmt: skip
    data["tables"][1]["columns"][1]["generator"]["max"] = 300
    batch = Engine(dataset_from(data)).chunk("staff", 0, 200_000)
    level, result = batch["level"].to_numpy(), batch["result"].to_numpy()
    assert stats.kstest((result - 100.0 * level) / level, stats.norm.cdf).pvalue > 0.001


def test_one_segment_more_moves_no_row_of_the_others() -> None:
    segment = {"when": [2], "use": {"kind": "normal"}}
    more = {"when": [3], "use": {"kind": "float", "min": 50, "max": 60}}
    table = {"kind": "conditional_table", "columns": ["level"], "otherwise": {"kind": "normal"}}
    one = staff({**table, "segments": [segment]}, "double")
    other = staff({**table, "segments": [more, segment]}, "double")
    first, second = (Engine(dataset).chunk("staff", 0, STAFF) for dataset in (one, other))
    changed = first["result"].to_numpy() != second["result"].to_numpy()
    assert (changed == (first["level"].to_numpy() == 3)).all()


def test_segments_of_countless_combinations() -> None:
    """1,100 values of two columns each: a row's segment is searched, not read off a table."""
    segments = [
        {"when": [level, level + 1], "use": {"kind": "integer", "min": level, "max": level}}
        for level in range(1_100)
    ]
    generator = {
        "kind": "conditional_table",
        "columns": ["level", "department"],
        "segments": segments,
        "otherwise": {"kind": "integer", "min": -1, "max": -1},
    }
    data = staff(generator, "integer", 20_000).model_dump(mode="json", exclude_defaults=True)
    data["tables"][1]["columns"][1]["generator"] = {"kind": "integer", "min": 0, "max": 1_099}
    rows = _rows(dataset_from(data))
    for row in rows:
        found = row["level"] if row["department"] == row["level"] + 1 else -1
        assert row["result"] == found
    assert any(row["result"] >= 0 for row in rows)


TABLE: dict[str, Any] = {
    "kind": "conditional_table",
    "columns": ["departments.country", "plan"],
    "values": ["card", "cash"],
    "segments": [
        {"when": [country, plan], "weights": [1, 2]}
        for country in ["Chile", "Japan", "Italy", None]
        for plan in ["free", "pro", None]
    ],
}


def test_a_complete_table_needs_no_otherwise() -> None:
    assert problems(staff(TABLE)) == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"segments": TABLE["segments"][1:]},
         "no segment has departments.country 'Chile', plan 'free'; add one, or give otherwise"),
        ({"segments": TABLE["segments"][:-1]},
         "no segment has departments.country NULL, plan NULL; add one"),
        ({"segments": [{"when": ["Chiel", "free"], "weights": [1, 2]}]},
         "a segment has departments.country 'Chiel', which never occurs; remove it, or use one of "
         "'Chile', 'Japan', 'Italy'"),
        ({"columns": ["level", "remote"], "segments": [{"when": [None, True], "weights": [1, 2]}]},
         "a segment has level NULL, which never occurs; remove it, or give the column a null_rate"),
        ({"columns": ["level", "plan"], "segments": [{"when": [9, "pro"], "weights": [1, 2]}]},
         "a segment has level 9, which never occurs; remove it, or use one of 1, 2, 3, 4"),
        ({"columns": ["level", "remote"], "segments": [{"when": [1, "maybe"], "weights": [1, 2]}]},
         "of remote, a value is no boolean"),
        ({"columns": ["nowhere", "plan"]}, "'nowhere' is no column of staff"),
        ({"columns": ["departments.id", "plan"],
          "segments": [{"when": [1, "pro"], "weights": [1, 2]}]},
         "departments.id may have other values than those of the segments; give otherwise"),
        ({"columns": ["level", "grade"], "segments": [{"when": [1, 1], "weights": [1, 2]}]},
         "a segment has grade 1.0, which never occurs; remove it, or use one of 1.5, 2.0, 2.5"),
        ({"otherwise": {"kind": "boolean"}}, "a generator of kind boolean cannot fill text"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(changes: dict[str, Any], message: str) -> None:
    found = [str(problem) for problem in problems(staff({**TABLE, **changes}))]
    assert len(found) == 1
    assert found[0].startswith("staff.result: ")
    assert message in found[0]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"values": None}, "values belong to the weights of segments"),
        ({"values": ["a", "a"]}, "values repeat"),
        ({"columns": ["level"]}, "the segment Chile, free has 2 values and there are 1 columns"),
        ({"columns": ["plan", "plan"]}, "columns repeat"),
        ({"segments": [{"when": ["a", "b"]}]}, "a, b needs weights or a generator to use"),
        ({"segments": [{"when": ["a", None], "weights": [1]}]}, "a, NULL has 1 weights for 2"),
        ({"segments": [{"when": ["a", "b"], "weights": [0, 0]}]}, "a, b the weights sum to 0"),
        ({"segments": TABLE["segments"] * 2}, "the segment Chile, free is there twice"),
    ],
)
def test_a_table_that_says_nothing_clear_is_an_error(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(SpecError, match=message):
        staff({**TABLE, **changes})


def test_renames_are_followed() -> None:
    generator = {**TABLE, "otherwise": {"kind": "choice", "values": ["none"]}}
    changes = [
        {"kind": "rename_column", "table": "staff", "column": "plan", "new": "tier"},
        {"kind": "rename_column", "table": "departments", "column": "country", "new": "land"},
        {"kind": "rename_table", "table": "departments", "new": "units"},
    ]
    renamed = apply(staff(generator), changes_from(changes))
    found: Any = renamed.table("staff").column("result").generator
    assert found.columns == ["units.land", "tier"]
    assert problems(renamed) == []
    rows = Engine(renamed).chunk("staff", 0, STAFF)
    assert pa.types.is_string(rows["result"].type)
