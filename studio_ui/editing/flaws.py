"""A table's flaws as plain spec data, after its columns or foreign keys were changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Data = dict[str, Any]


def following(flaws: Sequence[Data], gone: set[str], renamed: Mapping[str, str]) -> list[Data]:
    """The flaws under the columns' new names and without those that are gone.

    A flaw without a column left goes, and so does an orphan whose key has lost one.
    """
    found = [_with_columns(flaw, gone, renamed) for flaw in flaws]
    return [flaw for flaw in found if flaw is not None]


def without_keys(flaws: Sequence[Data], keys: Sequence[Sequence[str]]) -> list[Data]:
    """The flaws without the orphans of foreign keys on these columns."""
    lost = [set(columns) for columns in keys]
    return [
        flaw
        for flaw in flaws
        if not (flaw.get("kind") == "orphan" and set(flaw.get("columns", [])) in lost)
    ]


def _with_columns(flaw: Data, gone: set[str], renamed: Mapping[str, str]) -> Data | None:
    field = "keep" if flaw.get("kind") == "duplicate" else "columns"
    names = flaw.get(field, [])
    kept = [renamed.get(name, name) for name in names if name not in gone]
    lost = len(kept) < len(names)
    if lost and field == "columns" and (not kept or flaw.get("kind") == "orphan"):
        return None
    return {**flaw, field: kept} if names else flaw
