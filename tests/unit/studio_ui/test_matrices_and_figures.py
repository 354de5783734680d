"""Correlations as matrices and figures of categories, from a grid's edits to spec data."""

from __future__ import annotations

from typing import Any

import pytest

from assets.schema.correlations import Correlation
from studio_ui.editing import correlation_matrix as matrices
from studio_ui.editing.target_groups import with_figures

MATRIX: dict[str, Any] = {
    "columns": ["a", "b", "c"],
    "matrix": [[1, 0.5, 0.1], [0.5, 1, 0.2], [0.1, 0.2, 1]],
}
PAIRS: dict[str, Any] = {"pairs": {"a": {"b": 0.5, "c": 0.1}, "b": {"c": 0.2}}}


@pytest.mark.parametrize("written", [MATRIX, PAIRS], ids=["matrix", "pairs"])
@pytest.mark.parametrize(("one", "other"), [("a", "c"), ("c", "a")])
def test_a_cell_sets_both_sides_and_leaves_the_way_it_is_written(
    written: dict[str, Any], one: str, other: str
) -> None:
    after = matrices.with_coefficient(written, one, other, -0.3)
    found = Correlation.model_validate(after)
    assert found.coefficients == [[1, 0.5, -0.3], [0.5, 1, 0.2], [-0.3, 0.2, 1]]
    assert set(after) == set(written)


def test_the_diagonal_stays_what_it_is() -> None:
    assert matrices.with_coefficient(MATRIX, "a", "a", 0.3) == MATRIX


@pytest.mark.parametrize("written", [MATRIX, PAIRS], ids=["matrix", "pairs"])
def test_other_columns_keep_what_is_known_of_them(written: dict[str, Any]) -> None:
    after = matrices.with_columns(written, ["c", "a", "d"])
    found = Correlation.model_validate(after)
    assert found.names == ["c", "a", "d"]
    assert found.coefficients == [[1, 0.1, 0], [0.1, 1, 0], [0, 0, 1]]


def test_figures_are_set_and_emptied_by_category() -> None:
    target = {"column": "total", "by": "tier", "sum": {"free": 10, "pro": 20}}
    edits = {"edited_rows": {0: {"sum": None}, 2: {"sum": 7.0}, 1: {"sum": 2.5}}}
    after = with_figures(target, ["free", "pro", "team"], edits)
    assert after == {"column": "total", "by": "tier", "sum": {"pro": 2.5, "team": 7}}
