"""A table's foreign keys, unique sets and checks as the rows of editor grids, and back.

Tables here are plain spec data, which may be invalid while a person edits.
"""

from __future__ import annotations

from typing import Any, get_args

from assets.schema.table import Pick
from studio_ui.editing.grid import GridEdits, Row, edited_rows, names_of, number_of, text_of
from studio_ui.editing.tables import with_items

Data = dict[str, Any]


def pick_options() -> list[str]:
    """The ways to pick a parent, by name."""
    return [model.model_fields["kind"].default for model in get_args(get_args(Pick)[0])]


def foreign_key_rows(table: Data) -> list[Row]:
    """One row a foreign key; several columns stand with commas between them."""
    return [
        {
            "columns": ", ".join(key.get("columns", [])),
            "references": key.get("references", ""),
            "references_columns": ", ".join(key.get("references_columns", [])),
            "pick": key.get("pick", {}).get("kind", "uniform"),
            "exponent": key.get("pick", {}).get("exponent"),
            "null_rate": float(key.get("null_rate", 0.0)),
        }
        for key in table.get("foreign_keys", [])
    ]


def with_foreign_keys(table: Data, edits: GridEdits) -> Data:
    """The table after the edits of the grid that ``foreign_key_rows(table)`` fills."""
    before = table.get("foreign_keys", [])
    keys: list[Data] = []
    for at, row in edited_rows(foreign_key_rows(table), edits):
        key: Data = {
            **({} if at is None else before[at]),
            "columns": names_of(row, "columns"),
            "references": text_of(row, "references"),
            "references_columns": names_of(row, "references_columns"),
            "pick": _pick(row, {} if at is None else before[at].get("pick", {})),
            "null_rate": number_of(row, "null_rate"),
        }
        if key["pick"] == {"kind": "uniform"}:
            del key["pick"]
        if not key["null_rate"]:
            del key["null_rate"]
        keys.append(key)
    return with_items(table, "foreign_keys", keys)


def unique_rows(table: Data) -> list[Row]:
    """One row a set of columns that are unique together."""
    return [{"columns": ", ".join(names)} for names in table.get("unique", [])]


def with_unique(table: Data, edits: GridEdits) -> Data:
    """The table after the edits of the grid that ``unique_rows(table)`` fills."""
    rows = [names_of(row, "columns") for _, row in edited_rows(unique_rows(table), edits)]
    return with_items(table, "unique", [names for names in rows if names])


def check_rows(table: Data) -> list[Row]:
    """One row a check."""
    return [
        {"sql": check.get("sql", ""), "name": check.get("name", "")}
        for check in table.get("checks", [])
    ]


def with_checks(table: Data, edits: GridEdits) -> Data:
    """The table after the edits of the grid that ``check_rows(table)`` fills."""
    checks: list[Data] = []
    for _, row in edited_rows(check_rows(table), edits):
        name = text_of(row, "name")
        checks.append({"sql": text_of(row, "sql"), **({"name": name} if name else {})})
    return with_items(table, "checks", [check for check in checks if check["sql"]])


def _pick(row: Row, before: Data) -> Data:
    """The pick of a row; what the grid does not show of it stays as it was."""
    kind = text_of(row, "pick") or "uniform"
    exponent = row.get("exponent")
    kept = before if before.get("kind", "uniform") == kind else {}
    others = {name: value for name, value in kept.items() if name != "exponent"}
    if kind == "zipf" and exponent is not None:
        return {**others, "kind": kind, "exponent": float(exponent)}
    return {**others, "kind": kind}
