"""Every distribution by its kind in the spec, and how it is built."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assets.schema import generators as spec
from assets.tables.generators.distributions.base import Distribution, Truncated
from assets.tables.generators.distributions.beta import Beta
from assets.tables.generators.distributions.exponential import Exponential
from assets.tables.generators.distributions.gamma import Gamma
from assets.tables.generators.distributions.geometric import Geometric
from assets.tables.generators.distributions.histogram import Histogram
from assets.tables.generators.distributions.lognormal import Lognormal
from assets.tables.generators.distributions.mixture import Mixture
from assets.tables.generators.distributions.normal import Normal
from assets.tables.generators.distributions.pareto import Pareto
from assets.tables.generators.distributions.tabulated import binomial, poisson
from assets.tables.generators.distributions.triangular import Triangular
from assets.tables.generators.distributions.uniform import Uniform, UniformWhole
from assets.tables.generators.distributions.zipf import Zipf


def distribution_of(generator: spec.Number) -> Distribution:
    """The distribution that a generator of numbers stands for, without its bounds and step."""
    return DISTRIBUTIONS[generator.kind](generator)


def _mixture(generator: spec.Mixture) -> Distribution:
    return Mixture(generator, _component)


def _component(generator: spec.Number) -> Distribution:
    """A component of a mixture, between its own bounds."""
    found = distribution_of(generator)
    if not isinstance(generator, spec.Distribution) or generator.min is generator.max is None:
        return found
    low = float("-inf") if generator.min is None else generator.min
    high = float("inf") if generator.max is None else generator.max
    part = Truncated(found, low, high)
    if part.mass <= 0:
        raise ValueError(
            f"the component {generator.shown} has no values between {low:g} and {high:g}: "
            f"move its min and max to where its values are"
        )
    return part


DISTRIBUTIONS: dict[str, Callable[[Any], Distribution]] = {
    "integer": UniformWhole,
    "float": Uniform,
    "normal": Normal,
    "lognormal": Lognormal,
    "exponential": Exponential,
    "gamma": Gamma,
    "beta": Beta,
    "poisson": poisson,
    "binomial": binomial,
    "geometric": Geometric,
    "zipf": Zipf,
    "pareto": Pareto,
    "triangular": Triangular,
    "histogram": Histogram,
    "mixture": _mixture,
}
