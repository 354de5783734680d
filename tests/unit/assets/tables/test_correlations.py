"""What cannot be correlated is refused with a repair that mends it; matrices are as published."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from assets.errors import SpecError
from assets.schema.changes import apply, changes_from
from assets.schema.dataset import Dataset, dataset_from
from assets.schema.generators import Float
from assets.schema.types import ColumnType
from assets.tables.correlation_matrices import (
    factor,
    least_eigenvalue,
    nearest_correlations,
    nearest_ranks,
)
from assets.tables.engine import Engine
from assets.tables.feasibility import Problem, problems
from assets.tables.generators.base import Target
from assets.tables.generators.registry import build_source
from assets.tables.rank_correlations import Scale

COLUMNS: list[dict[str, Any]] = [
    {"name": "id", "type": "integer", "generator": {"kind": "sequence"}},
    {"name": "age", "type": "integer", "generator": {"kind": "normal", "mean": 40, "std": 9}},
    {"name": "income", "type": "double", "generator": {"kind": "lognormal", "mu": 10}},
    {"name": "spend", "type": "double", "generator": {"kind": "gamma"}},
    {"name": "tax", "type": "double", "generator": {"kind": "expression", "sql": "income * 0.2"}},
    {"name": "code", "type": "integer", "unique": True, "generator": {"kind": "integer"}},
    {"name": "size", "type": "text", "generator": {"kind": "choice", "values": ["S", "M"]}},
    {"name": "email", "type": "text", "generator": {"kind": "person", "field": "email"}},
    {"name": "year", "type": "integer", "generator": {"kind": "integer", "min": 7, "max": 7}},
    {"name": "never", "type": "boolean", "generator": {"kind": "boolean", "true_rate": 0}},
    {"name": "boss", "type": "integer", "nullable": True},
]


def people(*correlations: dict[str, Any], **changed: dict[str, Any]) -> Dataset:
    """A table with these correlations, and with these generators of its columns."""
    columns = [
        {**column, "generator": changed[column["name"]]} if column["name"] in changed else column
        for column in COLUMNS
    ]
    key = {"columns": ["boss"], "references": "people", "references_columns": ["id"]}
    table = {
        "name": "people",
        "rows": 50,
        "columns": columns,
        "primary_key": ["id"],
        "foreign_keys": [key],
        "correlations": list(correlations),
    }
    return dataset_from({"name": "crowd", "tables": [table]})


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ("id", "is in a key or unique, .* leave the column out of the correlation"),
        ("code", "is in a key or unique, .* drop the constraint"),
        ("tax", r"follows from other columns \(expression\), .* correlate those"),
        ("size", "the values of choice have no order; set ordered: true"),
        ("email", "the values of person have no order; leave the column out, or use numbers"),
        ("year", "has one value alone, which varies with nothing; widen the generator"),
        ("never", "has one value alone"),
        ("boss", "is in a foreign key, whose values have no order; leave the column out"),
    ],
)
def test_a_column_that_cannot_be_correlated_is_refused(column: str, message: str) -> None:
    found = problems(people({"pairs": {"age": {column: 0.5}}}))
    assert [(problem.table, problem.column) for problem in found] == [("people", column)]
    assert re.search(message, str(found[0]))


def test_an_ordered_choice_can_be_correlated() -> None:
    ordered = {"kind": "choice", "values": ["S", "M"], "ordered": True}
    assert problems(people({"pairs": {"age": {"size": 0.5}}}, size=ordered)) == []


def test_ties_limit_what_can_be_asked_for() -> None:
    rare = {"kind": "boolean", "true_rate": 0.01}
    (found,) = problems(people({"pairs": {"income": {"never": -0.5}}}, never=rare))
    assert str(found) == (
        "people.never: has a rank correlation of -0.5 with income, and ties among their equal "
        "values allow -0.172 to 0.172; set it to -0.172, or give them more values"
    )
    assert problems(people({"pairs": {"income": {"never": -0.172}}}, never=rare)) == []


def test_a_column_is_in_one_correlation() -> None:
    found = problems(
        people({"pairs": {"age": {"income": 0.5}}}, {"pairs": {"spend": {"age": 0.1}}})
    )
    assert [str(problem) for problem in found] == [
        "people.age: is in two correlations; put all of their columns into one"
    ]


@pytest.mark.parametrize(
    ("correlation", "message"),
    [
        ({}, "given by a matrix or by pairs: give one of them"),
        ({"columns": ["age"], "pairs": {"age": {"income": 1}}}, "pairs name the columns themselv"),
        ({"columns": ["age"], "matrix": [[1]]}, "1 columns are correlated: name 2 to 64"),
        ({"columns": ["age", "age"], "matrix": [[1, 1], [1, 1]]}, "'age' is correlated twice"),
        ({"columns": ["age", "spend"], "matrix": [[1, 0.5]]},
         "2 columns have a matrix of 1 rows of 2: give 2 rows of 2"),
        ({"columns": ["age", "spend"], "matrix": [[1, 0.5], [0.5, 2]]}, "less than or equal to 1"),
        ({"columns": ["age", "spend"], "matrix": [[1, 0.5], [0.5, 0.9]]},
         "the correlation of spend with itself is 0.9: set it to 1"),
        ({"columns": ["age", "spend"], "matrix": [[1, 0.5], [0.4, 1]]},
         "of age with spend is 0.5, and the other way round 0.4: set both to the same"),
        ({"pairs": {"age": {}}}, "name 2 to 64"),
        ({"pairs": {"age": {"income": 0.1}, "spend": {}}}, "spend is correlated with nothing"),
        ({"pairs": {"age": {"age": 1, "income": 1}}}, "age is correlated with itself"),
        ({"pairs": {"age": {"income": 0.2}, "income": {"age": 0.2}}}, "given twice: leave one"),
        ({"pairs": {"age": {"height": 0.2}}},
         "a correlation of people names the column 'height', which it does not have"),
    ],
)  # fmt: skip
def test_a_correlation_that_says_nothing_clear_is_an_error(
    correlation: dict[str, Any], message: str
) -> None:
    with pytest.raises(SpecError, match=message):
        people(correlation)


def _offered(problem: Problem) -> dict[str, Any]:
    """What the repair of an impossible correlation says to write."""
    text = problem.repair.removeprefix("use ").removesuffix(", the nearest that can be")
    offered: dict[str, Any] = yaml.safe_load(text)
    return offered


def test_an_impossible_matrix_is_refused_with_the_nearest_possible_one() -> None:
    matrix = [[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]]
    wish = {"columns": ["age", "income", "spend"], "matrix": matrix}
    (found,) = problems(people(wish))
    assert "no numbers have these correlations of age, income, spend" in found.text
    assert "the least eigenvalue of their matrix is -0.817, below 0" in found.text
    offered = yaml.safe_load(
        found.repair.removeprefix("use ").removesuffix(", the nearest that can be")
    )
    assert problems(people({**wish, **offered})) == []
    assert np.abs(np.array(offered["matrix"]) - matrix).max() < 0.42


def test_the_nearest_pairs_are_offered_as_pairs() -> None:
    wish = {"age": {"income": 0.9, "spend": -0.9}, "income": {"spend": 0.9}}
    (found,) = problems(people({"pairs": wish}))
    offered = yaml.safe_load(
        found.repair.removeprefix("use ").removesuffix(", the nearest that can be")
    )
    assert list(offered["pairs"]["age"]) == ["income", "spend"]
    assert problems(people(offered)) == []


def test_the_nearest_matrix_is_that_of_the_paper() -> None:
    found = nearest_correlations(np.array([[1.0, 1, 0], [1, 1, 1], [0, 1, 1]]))  # Higham 2002, 4
    assert found == pytest.approx(
        np.array([[1, 0.7607, 0.1573], [0.7607, 1, 0.7607], [0.1573, 0.7607, 1]]), abs=5e-5
    )


@given(st.integers(2, 7), st.data())
def test_what_is_offered_can_be_and_is_near(size: int, data: st.DataObject) -> None:
    ranks = np.eye(size)
    for row, column in zip(*np.triu_indices(size, 1), strict=True):
        ranks[row, column] = ranks[column, row] = data.draw(st.floats(-1, 1))
    scale = Scale([build_source(Float(), Target(ColumnType("double")))] * size)
    found = nearest_ranks(ranks, scale)
    assert least_eigenvalue(scale.normal(found)) >= 0
    assert (found == found.T).all()
    assert (np.diag(found) == 1).all()
    best = scale.ranks(np.clip(nearest_correlations(scale.normal(ranks)), -1, 1))
    assert np.abs(found - best).max() < 0.02


@given(st.integers(1, 6), st.integers(0, 2**32 - 1), st.integers(1, 6))
def test_factors_give_the_matrix_back_even_where_it_is_singular(
    size: int, seed: int, rank: int
) -> None:
    vectors = np.random.default_rng(seed).normal(size=(size, rank))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    matrix = vectors @ vectors.T
    np.fill_diagonal(matrix, 1.0)
    rows = np.array([row + [0.0] * (size - len(row)) for row in factor(matrix)])
    assert rows @ rows.T == pytest.approx(matrix, abs=1e-4)


RENAME = {"kind": "rename_column", "table": "people", "column": "age", "new": "years"}


@pytest.mark.parametrize(
    "correlation",
    [
        {"columns": ["income", "age"], "matrix": [[1, 0.4], [0.4, 1]]},
        {"pairs": {"income": {"age": 0.4}}},
        {"pairs": {"age": {"income": 0.4}}},
    ],
)
def test_a_renamed_column_keeps_its_correlation(correlation: dict[str, Any]) -> None:
    renamed = apply(people(correlation), changes_from([RENAME]))
    (found,) = renamed.tables[0].correlations
    assert set(found.names) == {"income", "years"}
    assert found.coefficients == [[1, 0.4], [0.4, 1]]


def test_correlations_decide_the_rows_and_so_the_table_s_hash() -> None:
    plain, correlated = people(), people({"pairs": {"age": {"income": 0.4}}})
    assert plain.table_hash("people") != correlated.table_hash("people")
    one = Engine(plain).chunk("people", 0, 50)
    other = Engine(correlated).chunk("people", 0, 50)
    changed = [name for name in one.schema.names if not one[name].equals(other[name])]
    assert changed == ["income", "tax"]


def test_a_column_with_one_value_but_for_outliers_varies_with_nothing() -> None:
    generator = {"kind": "geometric", "p": 1, "outlier_rate": 1}
    columns = [
        {"name": "a", "type": "double", "generator": generator},
        {"name": "b", "type": "integer", "generator": {"kind": "integer", "min": 0, "max": 1}},
    ]
    table = {
        "name": "t",
        "rows": 9,
        "columns": columns,
        "correlations": [{"pairs": {"a": {"b": 0}}}],
    }
    assert Engine(dataset_from({"name": "d", "tables": [table]})).chunk("t", 0, 9).num_rows == 9
    table["correlations"] = [{"pairs": {"a": {"b": 0.5}}}]
    assert problems(dataset_from({"name": "d", "tables": [table]}))
