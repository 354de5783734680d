"""A table's targets as plain spec data, after its columns were renamed or removed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Data = dict[str, Any]


def following(targets: Sequence[Data], gone: set[str], renamed: Mapping[str, str]) -> list[Data]:
    """The targets under the columns' new names, without those of columns that are gone."""
    kept = [each for each in targets if not gone & {each.get("column"), each.get("by")}]
    return [
        each
        | {
            field: renamed.get(each[field], each[field])
            for field in ("column", "by")
            if each.get(field)
        }
        for each in kept
    ]
