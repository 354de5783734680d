"""Correlated columns have the rank correlations that were asked for, and everything else stays."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter
from scipy import stats

from assets.schema.dataset import Dataset, dataset_from
from assets.schema.generators import Distribution, Generator
from assets.schema.types import ColumnType
from assets.tables.engine import Engine
from assets.tables.feasibility import problems
from assets.tables.generators.base import OrderedSource, Target
from assets.tables.generators.registry import build_source
from assets.tables.rank_correlations import Scale
from tests.fixtures.distributions import CASES, ROWS, ks_p_value

GENERATOR: TypeAdapter[Any] = TypeAdapter(Generator)
LEAST_P = 0.001
CONTINUOUS = [
    case
    for case in CASES
    if case.name in ("truncated normal", "lognormal", "gamma", "beta", "mixture")
]
WISH = np.array(
    [
        [1.0, 0.6, -0.4, 0.25, 0.0],
        [0.6, 1.0, -0.55, 0.3, 0.1],
        [-0.4, -0.55, 1.0, 0.0, 0.35],
        [0.25, 0.3, 0.0, 1.0, -0.15],
        [0.0, 0.1, 0.35, -0.15, 1.0],
    ]
)


def _dataset(
    columns: list[dict[str, Any]], correlation: dict[str, Any], rows: int = ROWS
) -> Dataset:
    table = {"name": "t", "rows": rows, "columns": columns, "correlations": [correlation]}
    return dataset_from({"name": "d", "seed": 7, "tables": [table]})


@pytest.fixture(scope="module")
def correlated() -> pa.Table:
    """1,000,000 rows of continuous columns with the rank correlations of WISH."""
    columns = [
        {"name": case.name, "type": "double", "generator": case.generator.model_dump(mode="json")}
        for case in CONTINUOUS
    ]
    names = [case.name for case in CONTINUOUS]
    engine = Engine(_dataset(columns, {"columns": names, "matrix": WISH.tolist()}))
    return pa.Table.from_batches(engine.chunks("t"))


def test_the_rank_correlations_are_those_that_were_asked_for(correlated: pa.Table) -> None:
    ranks = [stats.rankdata(correlated[case.name].to_numpy()) for case in CONTINUOUS]
    assert np.corrcoef(ranks) == pytest.approx(WISH, abs=0.01)


@pytest.mark.parametrize("case", CONTINUOUS, ids=lambda case: case.name)
def test_each_column_keeps_its_own_distribution(correlated: pa.Table, case: Any) -> None:
    assert isinstance(case.generator, Distribution)
    assert ks_p_value(correlated[case.name].to_numpy(), case.cdf) > LEAST_P


SOURCES: list[tuple[str, dict[str, Any]]] = [
    ("integer", {"kind": "integer", "min": -5, "max": 900}),
    ("bigint", {"kind": "integer", "min": -(2**62), "max": 2**62}),
    ("decimal(9,2)", {"kind": "decimal", "min": 1, "max": 99}),
    ("real", {"kind": "float"}),
    ("double", {"kind": "pareto", "outlier_rate": 0.1}),
    ("smallint", {"kind": "poisson", "lam": 40}),
    ("date", {"kind": "date"}),
    ("time", {"kind": "time"}),
    ("timestamptz", {"kind": "timestamp"}),
    ("boolean", {"kind": "boolean", "true_rate": 0.4}),
    ("text", {"kind": "choice", "values": ["low", "mid", "high"], "ordered": True}),
    ("text", {"kind": "choice", "values": list("abcdef"), "zipf": 1, "ordered": True}),
]


@st.composite
def _specs(draw: st.DrawFn) -> Dataset:
    picked = draw(st.lists(st.sampled_from(SOURCES), min_size=2, max_size=6))
    columns = [
        {"name": f"c{place}", "type": kind, "generator": generator, "nullable": True,
         "null_rate": draw(st.sampled_from([0.0, 0.3]))}
        for place, (kind, generator) in enumerate(picked)
    ]  # fmt: skip
    vectors = np.random.default_rng(draw(st.integers(0, 2**32))).normal(size=(len(picked), 3))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    ranks = 0.3 * (vectors @ vectors.T)  # ties let some have no more
    ranks = (ranks + ranks.T) / 2
    np.fill_diagonal(ranks, 1.0)
    names = [column["name"] for column in columns]
    return _dataset(columns, {"columns": names, "matrix": ranks.tolist()}, rows=10**12)


@settings(max_examples=60, deadline=None)
@given(_specs(), st.integers(0, 10**12 - 200), st.sets(st.integers(1, 199), max_size=5))
def test_any_range_alone_gives_the_same_bytes(dataset: Dataset, start: int, cuts: set[int]) -> None:
    whole, again = Engine(dataset).chunk("t", start, start + 200), Engine(dataset)
    pieces = [
        again.chunk("t", start + one, start + other)
        for one, other in pairwise(sorted({0, 200, *cuts}))
    ]
    assert pa.Table.from_batches(pieces).combine_chunks().to_batches()[0].equals(whole)
    assert again.chunk("t", start + 7, start + 8).equals(whole.slice(7, 1))


@settings(max_examples=20, deadline=None)
@given(_specs())
def test_the_same_rows_are_null_and_nothing_else_moves(dataset: Dataset) -> None:
    table = dataset.tables[0]
    plain = dataset.model_copy(update={"tables": [table.model_copy(update={"correlations": []})]})
    one, other = Engine(dataset).chunk("t", 0, 300), Engine(plain).chunk("t", 0, 300)
    for name in one.schema.names:
        assert one[name].is_null().equals(other[name].is_null())
    assert one["c0"].equals(other["c0"]), "the first column is what it was alone"


@pytest.mark.parametrize("sign", [1, -1])
def test_a_perfect_correlation_gives_the_same_ranks(sign: int) -> None:
    columns = [
        {"name": "a", "type": "double", "generator": {"kind": "normal"}},
        {"name": "b", "type": "double", "generator": {"kind": "exponential"}},
    ]
    batch = Engine(_dataset(columns, {"pairs": {"a": {"b": sign}}})).chunk("t", 0, 5_000)
    a, b = (stats.rankdata(batch[name].to_numpy()) for name in "ab")
    assert (a == (b if sign > 0 else 5_001 - b)).all()


TIED: list[dict[str, Any]] = [
    {"name": "tenure", "type": "date", "generator": {"kind": "date"}},
    {"name": "plan", "type": "text", "generator": {"kind": "choice", "ordered": True,
     "values": ["free", "pro", "team"], "weights": [5, 3, 2]}},
    {"name": "visits", "type": "smallint", "generator": {"kind": "poisson", "lam": 1.5}},
    {"name": "active", "type": "boolean", "generator": {"kind": "boolean", "true_rate": 0.7}},
    {"name": "refund", "type": "double", "generator": {"kind": "mixture", "weights": [6, 4],
     "components": [{"kind": "integer", "min": 0, "max": 0}, {"kind": "lognormal"}]}},
]  # fmt: skip
TIED_WISH = np.array(
    [
        [1.0, 0.7, 0.4, 0.5, -0.2],
        [0.7, 1.0, 0.3, 0.4, -0.1],
        [0.4, 0.3, 1.0, 0.2, 0.0],
        [0.5, 0.4, 0.2, 1.0, -0.3],
        [-0.2, -0.1, 0.0, -0.3, 1.0],
    ]
)


def test_ties_are_taken_into_account() -> None:
    names = [column["name"] for column in TIED]
    correlation = {"columns": names, "matrix": TIED_WISH.tolist()}
    rows = pa.Table.from_batches(Engine(_dataset(TIED, correlation, 300_000)).chunks("t"))
    plan = rows["plan"].to_pandas()
    columns = [
        rows["tenure"].cast("int32").to_numpy(),
        plan.map({"free": 0, "pro": 1, "team": 2}).to_numpy(),
        *(rows[name].cast("double").to_numpy() for name in ("visits", "active", "refund")),
    ]
    found = np.corrcoef([stats.rankdata(column) for column in columns])
    assert found == pytest.approx(TIED_WISH, abs=0.01)
    assert plan.value_counts(normalize=True).to_dict() == pytest.approx(
        {"free": 0.5, "pro": 0.3, "team": 0.2}, abs=0.005
    )


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(SOURCES), st.sampled_from(SOURCES), st.floats(-1, 1), st.integers(0, 2**32))
def test_what_is_asked_for_is_met_or_refused_with_what_can_be(
    one: tuple[str, dict[str, Any]], other: tuple[str, dict[str, Any]], wish: float, seed: int
) -> None:
    sources = [
        build_source(GENERATOR.validate_python(generator), Target(ColumnType.parse(kind)))
        for kind, generator in (one, other)
    ]
    assert all(isinstance(source, OrderedSource) for source in sources)
    pair = Scale(sources).pairs[0, 1]
    if not pair.least - 1e-6 <= wish <= pair.most + 1e-6:
        columns = [
            {"name": name, "type": kind, "generator": generator}
            for name, (kind, generator) in zip("ab", (one, other), strict=True)
        ]
        (problem,) = problems(_dataset(columns, {"pairs": {"a": {"b": wish}}}))
        offered = float(problem.repair.removeprefix("set it to ").partition(",")[0])
        assert problems(_dataset(columns, {"pairs": {"a": {"b": offered}}})) == []
        assert abs(offered) <= abs(wish)
        return
    normal = pair.normal(wish)
    assert pair.rank(normal) == pytest.approx(wish, abs=1e-6)
    first, rest = np.random.default_rng(seed).normal(size=(2, 20_000))
    second = normal * first + np.sqrt(1 - normal**2) * rest
    ranks = [_ranks(source, z) for source, z in zip(sources, (first, second), strict=True)]
    assert np.corrcoef(ranks)[0, 1] == pytest.approx(wish, abs=0.05)


def _ranks(source: Any, z: Any) -> Any:
    share = np.clip(stats.norm.cdf(z), 0, 1 - 2.0**-53)
    numbers = source.quantile(share) if hasattr(source, "quantile") else source.index_of(share)
    return stats.rankdata(numbers)
