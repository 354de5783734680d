"""Hypothesis strategies for valid tables, as plain spec data."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from studio_ui.editing.generator_kinds import default_generator, kinds, starting_parameters

TYPES = [
    "integer",
    "bigint",
    "tinyint",
    "decimal(10,2)",
    "double",
    "boolean",
    "varchar(40)",
    "char(3)",
    "text",
    "date",
    "time",
    "timestamp",
    "timestamptz",
    "uuid",
    "json",
    "bytes",
    "text[]",
    "integer[]",
]
names = st.from_regex(r"[a-zA-Z_][a-zA-Z0-9_ $#&+%-]{0,20}[a-zA-Z0-9]", fullmatch=True)
texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)


@st.composite
def generators(draw: st.DrawFn, type_text: str) -> dict[str, Any]:
    """The ordinary generator of a type, or one of any kind with values that are hard to write."""
    kind = draw(
        st.sampled_from(["ordinary", "choice", "pattern", "expression", "string", *kinds()])
    )
    if kind == "ordinary":
        return default_generator(type_text)
    if kind == "choice":
        items = st.one_of(texts, st.integers(-(10**6), 10**6), st.floats(-1e6, 1e6), st.booleans())
        values = draw(st.lists(items, min_size=1, max_size=5, unique_by=str))
        return {"kind": kind, "values": values}
    if kind == "pattern":
        pattern = draw(texts.filter(lambda text: text and not text.endswith("\\")))
        return {"kind": kind, "pattern": pattern}
    if kind == "expression":
        sql = draw(texts.filter(lambda t: t and not any(bad in t for bad in (";", "--", "/*"))))
        return {"kind": kind, "sql": sql}
    if kind == "string":
        alphabet = "".join(dict.fromkeys(draw(texts.filter(bool))))
        return {"kind": kind, "alphabet": alphabet}
    return {"kind": kind, **starting_parameters(kind)}


@st.composite
def columns(draw: st.DrawFn, name: str) -> dict[str, Any]:
    """A column with every field drawn."""
    type_text = draw(st.sampled_from(TYPES))
    nullable = draw(st.booleans())
    return {
        "name": name,
        "type": type_text,
        "nullable": nullable,
        "null_rate": draw(st.floats(0, 1)) if nullable else 0.0,
        "unique": draw(st.booleans()),
        "generator": draw(generators(type_text)),
        "description": draw(texts.map(str.strip)),
        "source_type": draw(st.sampled_from(["", "NVARCHAR(40)"])),
    }


@st.composite
def tables(draw: st.DrawFn) -> dict[str, Any]:
    """A table with keys, a self-reference and checks."""
    found = draw(st.lists(names, min_size=2, max_size=6, unique_by=str.casefold))
    made = [draw(columns(name)) for name in found]
    key = draw(st.lists(st.sampled_from(found), max_size=2, unique=True))
    for column in made:
        if column["name"] in key:
            column.update(nullable=False, null_rate=0.0)
    data: dict[str, Any] = {"name": draw(names), "columns": made, "primary_key": key}
    data["rows"] = draw(st.integers(1, 10**6))
    data["unique"] = draw(st.lists(st.permutations(found[:2]), max_size=1))
    data["checks"] = draw(st.sampled_from([[], [{"sql": "1 = 1", "name": "always"}]]))
    if key and draw(st.booleans()):
        data["foreign_keys"] = [
            {"columns": key, "references": data["name"], "references_columns": key}
        ]
    return data
