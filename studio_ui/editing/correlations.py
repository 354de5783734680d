"""A table's correlations as plain spec data, after its columns were renamed or removed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Data = dict[str, Any]


def following(
    correlations: Sequence[Data], gone: set[str], renamed: Mapping[str, str]
) -> list[Data]:
    """The correlations under the columns' new names and without those that are gone.

    One that has less than two columns left goes, too.
    """
    found = [
        _in_pairs(each, gone, renamed) if each.get("pairs") else _in_matrix(each, gone, renamed)
        for each in correlations
    ]
    return [each for each in found if each is not None]


def _in_matrix(correlation: Data, gone: set[str], renamed: Mapping[str, str]) -> Data | None:
    columns = correlation.get("columns") or []
    kept = [place for place, name in enumerate(columns) if name not in gone]
    if len(kept) < 2 and len(kept) < len(columns):
        return None
    after = {
        **correlation,
        "columns": [renamed.get(columns[place], columns[place]) for place in kept],
    }
    matrix = correlation.get("matrix") or []
    if len(kept) < len(columns) and all(len(row) == len(columns) == len(matrix) for row in matrix):
        after["matrix"] = [[matrix[row][place] for place in kept] for row in kept]
    return after


def _in_pairs(correlation: Data, gone: set[str], renamed: Mapping[str, str]) -> Data | None:
    pairs = {
        renamed.get(one, one): {
            renamed.get(other, other): value for other, value in others.items() if other not in gone
        }
        for one, others in correlation["pairs"].items()
        if one not in gone
    }
    left = {one: others for one, others in pairs.items() if others}
    return {**correlation, "pairs": left} if left else None
