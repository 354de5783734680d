"""Every distribution against its theory at 1,000,000 rows, with fixed seeds."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import stats

from assets.schema import generators as g
from assets.schema.types import ColumnType
from assets.tables.generators.base import NumberSource, Target
from assets.tables.generators.registry import build_source
from assets.tables.randomness import Stream
from tests.fixtures.distributions import (
    CASES,
    ROWS,
    Case,
    chi_square_p_value,
    draw,
    ks_p_value,
    p_value,
    truncated,
)
from tests.properties.number_strategies import DISTRIBUTIONS

LEAST_P = 0.001


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_values_follow_the_theory(case: Case) -> None:
    values = draw(case.generator, name=case.name)
    assert p_value(case, values) > LEAST_P
    if case.mean is not None and case.variance is not None:
        assert values.mean() == pytest.approx(case.mean, rel=0.01)
        assert values.var() == pytest.approx(case.variance, rel=0.01)


def test_every_distribution_has_a_case() -> None:
    kinds = {case.generator.kind for case in CASES}
    assert kinds >= set(DISTRIBUTIONS)


@pytest.mark.parametrize(
    ("generator", "theory"),
    [
        (g.Lognormal(mu=3, sigma=1, min=5, max=60), stats.lognorm(1, scale=np.exp(3))),
        (g.Exponential(scale=3, min=2), stats.expon(scale=3)),
        (g.Gamma(shape=3, min=8), stats.gamma(3)),
        (g.Pareto(shape=1.1, max=50), stats.pareto(1.1)),
        (g.Normal(min=4.5), stats.norm()),
    ],
)
def test_truncation_keeps_the_shape_between_the_bounds(
    generator: g.Distribution, theory: stats.rv_continuous
) -> None:
    low = -np.inf if generator.min is None else generator.min
    high = np.inf if generator.max is None else generator.max
    values = draw(generator)
    assert low <= values.min()
    assert values.max() <= high
    assert (values == values.min()).sum() <= 2, "piled up at the lower bound"
    assert (values == values.max()).sum() <= 2, "piled up at the upper bound"
    assert ks_p_value(values, truncated(theory.cdf, low, high)) > LEAST_P


@pytest.mark.parametrize("column", ["smallint", "bigint", "decimal(9,0)"])
def test_whole_types_round_to_the_nearest(column: str) -> None:
    values = draw(g.Normal(mean=50, std=20, min=18, max=95), column)
    assert (values.min(), values.max()) == (18, 95)
    cells = truncated(stats.norm(50, 20).cdf, 17.5, 95.5)
    assert chi_square_p_value(values, lambda x: cells(x + 0.5)) > LEAST_P


@pytest.mark.parametrize("column", ["double", "decimal(10,2)"])
def test_steps_round_to_the_nearest_multiple(column: str) -> None:
    values = draw(g.Gamma(shape=4, scale=10, min=1, max=80, step=2.5), column)
    places = values / 2.5
    assert (places == np.rint(places)).all()
    assert (values.min(), values.max()) == (2.5, 80)
    cells = truncated(stats.gamma(4, scale=10).cdf, 1.25, 81.25)
    assert chi_square_p_value(places, lambda x: cells((x + 0.5) * 2.5)) > LEAST_P


@pytest.mark.parametrize(
    ("generator", "column", "expected"),
    [
        (g.Integer(min=1, max=100, step=25), "integer", [25, 50, 75, 100]),
        (g.Integer(min=-7, max=7, step=5), "decimal(6,2)", [-5, 0, 5]),
        (g.Decimal(min=0.01, max=0.2, step=0.05), "decimal(6,2)", [0.05, 0.1, 0.15, 0.2]),
        (g.Float(min=0.25, max=0.65, step=0.1), "double", [0.3, 0.4, 0.5, 0.6]),
        (g.Normal(mean=0.3, std=0.2, min=0.1, max=0.5, step=0.1), "double",
         [0.1, 0.2, 0.3, 0.4, 0.5]),
    ],
)  # fmt: skip
def test_multiples_of_a_step_are_written_short(
    generator: g.Generator, column: str, expected: list[float]
) -> None:
    assert sorted(set(draw(generator, column, 10_000))) == expected


@pytest.mark.parametrize("rate", [0.001, 0.02, 1.0])
@pytest.mark.parametrize("column", ["double", "integer", "decimal(9,2)"])
def test_outliers_lie_outside_at_their_rate(rate: float, column: str) -> None:
    plain = {"mean": 5_000.0, "std": 300.0, "min": 4_000.0}
    values = draw(g.Normal(**plain, outlier_rate=rate, outlier_factor=4), column)
    usual = draw(g.Normal(**plain), column)
    spread = np.subtract(*np.quantile(usual, [0.75, 0.25]))
    outside = values > usual.mean() + 300 * 3.72 + 1.9 * spread
    assert stats.binomtest(int(outside.sum()), ROWS, rate).pvalue > LEAST_P
    assert (values[~outside] == usual[~outside]).all(), "an ordinary value changed"
    assert values.max() < usual.mean() + 300 * 3.8 + 4.1 * spread


def test_outliers_keep_the_sign_and_lie_on_both_sides_where_there_are_both() -> None:
    both = draw(g.Normal(outlier_rate=0.1))
    assert 0.4 < (both[np.abs(both) > 5.5] > 0).mean() < 0.6
    assert draw(g.Exponential(outlier_rate=0.5)).min() > 0
    assert draw(g.Normal(mean=-90, outlier_rate=0.5)).max() < 0
    small = draw(g.Poisson(lam=20, outlier_rate=0.5), "tinyint")
    assert small.max() <= 127


@settings(max_examples=150, deadline=None)
@example(("double", g.Beta(a=1.03125, b=0.75)), [])
@given(st.one_of(*DISTRIBUTIONS.values()), st.lists(st.floats(0, 1, exclude_max=True)))
def test_quantiles_ascend_and_fit_the_column(pair: tuple[str, g.Distribution], more: list) -> None:
    generator = pair[1].model_copy(update={"outlier_rate": 0.0})
    source = _source(pair[0], generator)
    if source is None:
        return
    share = np.sort(np.array([0.0, 2.0**-60, *more, 0.5, 1 - 2.0**-53]))
    values = source.quantile(share)
    assert np.isfinite(values).all()
    assert (np.diff(values) >= 0).all()
    assert generator.max is None or values.max() <= generator.max
    made = source.at_share(share)
    made.validate(full=True)
    if pa.types.is_float32(made.type):
        values = values.astype(np.float32)
    close = np.isclose(made.cast("float64").to_numpy(), values, rtol=1e-6, atol=1e-9)
    assert close[share > 1e-15].all()


def _source(column: str, generator: g.Distribution) -> NumberSource | None:
    try:
        source = build_source(generator, Target(ColumnType.parse(column)))
    except ValueError:  # its outliers or values do not fit the type
        return None
    assert isinstance(source, NumberSource)
    return source


@pytest.mark.parametrize(
    ("generator", "column", "message"),
    [
        (g.Normal(std=100), "tinyint",
         r"normal \(mean 0.0, std 100.0\) has 20.06% of its values outside tinyint, which holds "
         "-128 to 127: set min and max within that, or widen the type"),
        (g.Exponential(scale=1e6), "decimal(6,2)", "outside decimal.6,2., which holds -9999.99 to"),
        (g.Zipf(exponent=1.1), "integer", "of its values outside integer"),
        (g.Lognormal(mu=100), "real", "outside real"),
        (g.Normal(min=10), "double", "has none of its values between 10.0 and its end: move"),
        (g.Poisson(min=0.2, max=0.8), "double", "has none of its values between 0.2 and 0.8: mo"),
        (g.Normal(min=0.2, max=0.8), "integer", "no multiple of 1 of integer, which holds .* lies "
         "between 0.2 and 0.8: widen min and max, or lower the step"),
        (g.Normal(min=5), "double", "has 2.9e-07 of its values between 5.0 and its end: move"),
        (g.Normal(min=300), "tinyint", "no multiple of 1 of tinyint"),
        (g.Normal(step=0.001), "decimal(6,2)", "the step 0.001 is no multiple of 0.01"),
        (g.Decimal(step=0.001), "decimal(6,2)", "the step 0.001 is no multiple of 0.01"),
        (g.Normal(mean=90, std=5, outlier_rate=0.1, outlier_factor=20), "tinyint",
         "outliers of normal .* start at .*, and tinyint holds -128 to 127: lower outlier_factor"),
        (g.Mixture(components=[g.Normal(min=40)]), "double", "the component normal .* has no val"),
    ],
)  # fmt: skip
def test_what_cannot_be_made_is_refused(generator: g.Generator, column: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        build_source(generator, Target(ColumnType.parse(column)))


def test_zipf_weights_of_a_choice() -> None:
    values = list(range(1, 2_001))
    found = draw(g.Choice(values=values, zipf=1.1), "integer")
    assert chi_square_p_value(found, stats.zipfian(1.1, 2_000).cdf) > LEAST_P


def test_zipf_weights_of_a_pool() -> None:
    words = g.Text(style="word", pool_size=500, zipf=0.9)
    source = build_source(words, Target(ColumnType("text")))
    ranks = source.index(Stream(3), np.arange(ROWS, dtype=np.uint64)).astype(np.float64)
    theory = stats.zipfian(0.9, source.size)
    assert source.size > 100
    assert chi_square_p_value(ranks + 1, theory.cdf) > LEAST_P


def test_an_ordered_choice_ascends_with_the_share() -> None:
    sizes = ["small", "medium", "large"]
    source = build_source(
        g.Choice(values=sizes, weights=[5, 3, 2], ordered=True), Target(ColumnType("text"))
    )
    share = np.array([0.0, 0.49, 0.51, 0.79, 0.81, 0.999])
    assert source.at_share(share).to_pylist() == [size for size in sizes for _ in range(2)]
    rows = np.arange(9, dtype=np.uint64)
    assert source.draw(Stream(1), rows).type == source.arrow_type
