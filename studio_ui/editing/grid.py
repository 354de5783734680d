"""What a person did in an editor grid: from the grid's edits to the rows as they now are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

Row = dict[str, Any]


class GridEdits(TypedDict, total=False):
    """The edits as Streamlit's data editor keeps them: by row position, by column name."""

    edited_rows: Mapping[int | str, Mapping[str, Any]]
    added_rows: Sequence[Mapping[str, Any]]
    deleted_rows: Sequence[int]


def edited_rows(rows: Sequence[Row], edits: GridEdits) -> list[tuple[int | None, Row]]:
    """Each row after the edits, with its position in ``rows``; None for a row that was added.

    Rows that were added and left empty are not there.
    """
    changed = {int(at): values for at, values in edits.get("edited_rows", {}).items()}
    deleted = set(edits.get("deleted_rows", ()))
    kept: list[tuple[int | None, Row]] = [
        (at, {**row, **changed.get(at, {})}) for at, row in enumerate(rows) if at not in deleted
    ]
    added = [dict(row) for row in edits.get("added_rows", ())]
    return kept + [(None, row) for row in added if any(_is_filled(v) for v in row.values())]


def text_of(row: Row, name: str) -> str:
    """The cell as a text without blanks around it; empty where nothing is in it."""
    value = row.get(name)
    return "" if value is None else str(value).strip()


def names_of(row: Row, name: str) -> list[str]:
    """The cell as a list of names that were written with commas between them."""
    return [part.strip() for part in text_of(row, name).split(",") if part.strip()]


def number_of(row: Row, name: str, default: float = 0.0) -> float:
    """The cell as a number; ``default`` where nothing is in it."""
    value = row.get(name)
    return default if value is None or value != value else float(value)


def _is_filled(value: Any) -> bool:
    return value not in (None, "", False)
