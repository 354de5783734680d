"""Numbers: uniform ranges, and the distributions of statistics with truncation, steps and outliers.

Parameters are named as in NumPy's ``Generator`` where those names are clear. Three differ:
``lognormal`` has ``mu`` and ``sigma`` of the logarithm, ``zipf`` an ``exponent``, and ``pareto``
starts at its ``scale``.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from assets.schema.base import Variant
from assets.schema.generator_fields import Finite, Int64, Rate, Weight, ordered, swapped
from assets.schema.repairs.edits import Edit, MendableError, Repair, setting, without

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Shape = Annotated[float, Field(ge=0.01, le=1e9)]
Step = Annotated[float, Field(ge=1e-12, le=1e15)]
Exponent = Annotated[float, Field(gt=0, le=20)]


class Integer(Variant):
    """Whole numbers, uniform over ``min`` to ``max``, both included; only multiples of ``step``."""

    kind: Literal["integer"] = "integer"
    min: Int64 = 0
    max: Int64 = 1_000
    step: Annotated[int, Field(ge=1, le=2**62)] = 1

    @model_validator(mode="after")
    def _range(self) -> Self:
        ordered(self.min, self.max, "the range from min to max")
        if not self.values:
            raise MendableError(
                f"no multiple of {self.step} lies between {self.min} and {self.max}: "
                f"widen the range, or lower the step",
                without("take every whole number", "step"),
            )
        return self

    @property
    def values(self) -> range:
        """Every number that can be drawn, ascending."""
        return range(-(-self.min // self.step) * self.step, self.max + 1, self.step)


class Decimal(Variant):
    """Decimals with the column's scale, uniform over ``min`` to ``max``, both included; only
    multiples of ``step`` where there is one."""

    kind: Literal["decimal"] = "decimal"
    min: Finite = 0.0
    max: Finite = 1_000.0
    step: Step | None = None

    @model_validator(mode="after")
    def _range(self) -> Self:
        ordered(self.min, self.max, "the range from min to max")
        return self


class Float(Variant):
    """Floating-point numbers, uniform over ``min`` to ``max``; only multiples of ``step`` where
    there is one."""

    kind: Literal["float"] = "float"
    min: Finite = 0.0
    max: Finite = 1.0
    step: Step | None = None

    @model_validator(mode="after")
    def _range(self) -> Self:
        ordered(self.min, self.max, "the range from min to max")
        return self


class Distribution(Variant):
    """What every distribution takes beside its own parameters.

    ``min`` and ``max`` truncate it: its shape between them stays, and nothing piles up at them.
    ``step`` rounds to the nearest multiple. ``outlier_rate`` of the values lie beyond all ordinary
    ones (their 1 in 10,000 quantiles) by between half and all of ``outlier_factor`` interquartile
    ranges: beyond ``min`` and ``max`` too, within the column's type, and without changing sign.
    """

    kind: str
    min: Finite | None = None
    max: Finite | None = None
    step: Step | None = None
    outlier_rate: Rate = 0.0
    outlier_factor: Annotated[float, Field(gt=0, le=1e6)] = 3.0

    @model_validator(mode="after")
    def _bounds(self) -> Self:
        if self.min is not None and self.max is not None:
            ordered(self.min, self.max, "the range from min to max")
        return self

    @property
    def shown(self) -> str:
        """The kind and its parameters, for messages: ``normal (mean 0.0, std 1.0)``."""
        own = [name for name in type(self).model_fields if name not in _COMMON]
        plain = [name for name in own if not isinstance(getattr(self, name), list | None)]
        values = ", ".join(f"{name} {getattr(self, name)}" for name in plain)
        return f"{self.kind} ({values})" if values else self.kind


class Normal(Distribution):
    """The normal distribution of ``mean`` and standard deviation ``std``."""

    kind: Literal["normal"] = "normal"
    mean: Finite = 0.0
    std: Positive = 1.0


class Lognormal(Distribution):
    """Numbers above 0 whose logarithm is normal with mean ``mu`` and standard deviation ``sigma``;
    the median is e to the power of ``mu``."""

    kind: Literal["lognormal"] = "lognormal"
    mu: Annotated[float, Field(ge=-700, le=700)] = 0.0
    sigma: Annotated[float, Field(gt=0, le=100)] = 1.0


class Exponential(Distribution):
    """Waiting times from 0 on, with the mean ``scale``."""

    kind: Literal["exponential"] = "exponential"
    scale: Positive = 1.0


class Gamma(Distribution):
    """The gamma distribution: the mean is ``shape`` times ``scale``."""

    kind: Literal["gamma"] = "gamma"
    shape: Shape = 2.0
    scale: Positive = 1.0


class Beta(Distribution):
    """The beta distribution of ``a`` and ``b``, stretched from 0 and 1 to ``low`` and ``high``."""

    kind: Literal["beta"] = "beta"
    a: Shape = 2.0
    b: Shape = 2.0
    low: Finite = 0.0
    high: Finite = 1.0

    @model_validator(mode="after")
    def _stretch(self) -> Self:
        if self.low >= self.high:
            wider = setting("stretch it by 1", high=self.low + 1)
            raise MendableError(
                f"low {self.low} is not below high {self.high}: swap them",
                wider if self.low == self.high else swapped(self.low, self.high, ("low", "high")),
                without("stretch it from 0 to 1", "low", "high"),
            )
        return self


class Poisson(Distribution):
    """Counts of independent events, ``lam`` of them on average."""

    kind: Literal["poisson"] = "poisson"
    lam: Annotated[float, Field(gt=0, le=1e8)] = 1.0


class Binomial(Distribution):
    """How many of ``n`` trials succeed, each with probability ``p``."""

    kind: Literal["binomial"] = "binomial"
    n: Annotated[int, Field(ge=1, le=10**9)] = 10
    p: Rate = 0.5


class Geometric(Distribution):
    """The number of the first trial that succeeds, from 1 on, each with probability ``p``."""

    kind: Literal["geometric"] = "geometric"
    p: Annotated[float, Field(ge=1e-9, le=1)] = 0.5


class Zipf(Distribution):
    """Whole numbers from 1 on: k in proportion to k to the power of minus ``exponent``.

    An exponent of at most 1 needs ``max``.
    """

    kind: Literal["zipf"] = "zipf"
    exponent: Exponent = 2.0

    @model_validator(mode="after")
    def _finite(self) -> Self:
        if self.exponent <= 1 and self.max is None:
            raise MendableError(
                f"an exponent of {self.exponent} has no distribution without an end: "
                f"give it a max, or an exponent above 1",
                setting("end at 1,000", max=1_000),
                setting("use the exponent 1.1", exponent=1.1),
            )
        if self.max is not None and self.max < 1:
            lower = without("leave out min", "min") if (self.min or 0) > 1 else None
            raised = setting("end at 1,000", max=1_000.0)
            edits = (*(lower.edits if lower else ()), *raised.edits)
            raise MendableError(
                f"zipf starts at 1, above the max {self.max}: raise the max",
                Repair(raised.text, edits),
            )
        return self


class Pareto(Distribution):
    """Numbers from ``scale`` on, above x in proportion to x to the power of minus ``shape``."""

    kind: Literal["pareto"] = "pareto"
    shape: Annotated[float, Field(ge=0.01, le=1e6)] = 3.0
    scale: Positive = 1.0


class Triangular(Distribution):
    """Numbers from ``left`` to ``right``, most of them near ``mode``."""

    kind: Literal["triangular"] = "triangular"
    left: Finite = 0.0
    mode: Finite = 0.5
    right: Finite = 1.0

    @model_validator(mode="after")
    def _corners(self) -> Self:
        if not self.left <= self.mode <= self.right or self.left == self.right:
            low, middle, high = sorted((self.left, self.mode, self.right))
            high = high if high > low else low + 1
            raise MendableError(
                f"left {self.left}, mode {self.mode} and right {self.right} do not ascend: "
                f"put them in order",
                setting("put them in order", left=low, mode=middle, right=high),
            )
        return self


class Histogram(Distribution):
    """Numbers as in a histogram: ``bins`` are its edges, one more than ``weights``; uniform within
    a bin."""

    kind: Literal["histogram"] = "histogram"
    bins: Annotated[list[Finite], Field(min_length=2, max_length=100_001)]
    weights: Annotated[list[Weight], Field(min_length=1, max_length=100_000)]

    @model_validator(mode="after")
    def _bins(self) -> Self:
        if len(self.bins) != len(self.weights) + 1:
            raise MendableError(
                f"{len(self.bins)} edges have {len(self.weights)} weights: "
                f"give one edge more than weights",
                setting("weigh all bins alike", weights=[1.0] * (len(self.bins) - 1)),
            )
        if any(low >= high for low, high in pairwise(self.bins)):
            raise MendableError(
                "the edges of the bins do not ascend: sort them, and write each once",
                _sorted_bins(self.bins, self.weights),
            )
        positive_sum(self.weights)
        return self


Component = Annotated[
    Integer
    | Float
    | Normal
    | Lognormal
    | Exponential
    | Gamma
    | Beta
    | Poisson
    | Binomial
    | Geometric
    | Zipf
    | Pareto
    | Triangular
    | Histogram,
    Field(discriminator="kind"),
]


class Mixture(Distribution):
    """A number of one of the ``components``, chosen in proportion to ``weights``.

    A component may have ``min`` and ``max``; steps and outliers belong to the mixture.
    """

    kind: Literal["mixture"] = "mixture"
    components: Annotated[list[Component], Field(min_length=1, max_length=50)]
    weights: list[Weight] | None = None

    @model_validator(mode="after")
    def _components(self) -> Self:
        if self.weights is not None:
            require_shares(len(self.components), "components", self.weights, None)
            positive_sum(self.weights)
        for place, component in enumerate(self.components):
            rounded = not isinstance(component, Integer) and component.step is not None
            if rounded or (isinstance(component, Distribution) and component.outlier_rate > 0):
                inner = ("step", "outlier_rate", "outlier_factor")
                edits = (Edit(("components", place, name), removes=True) for name in inner)
                raise MendableError(
                    f"the component {component.kind} has a step or outliers of its own: "
                    f"give them to the mixture",
                    Repair("take them from the component", tuple(edits)),
                )
        return self


Number = Integer | Float | Distribution
"""What has a cumulative distribution function."""


def positive_sum(weights: list[float]) -> None:
    """Raises ValueError for weights that leave nothing to choose, or have no finite sum."""
    if not 0 < sum(weights) < float("inf"):
        raise MendableError(
            f"the weights sum to {sum(weights)}: give at least one a value above 0",
            setting("weigh all alike", weights=[1.0] * len(weights)),
        )


def require_shares(count: int, what: str, weights: list[float] | None, zipf: float | None) -> None:
    """Raises ValueError unless there are as many weights as things to choose from, or none, and
    not a law beside them."""
    if weights is None:
        return
    if len(weights) != count:
        some = (weights + [1.0] * count)[:count]
        raise MendableError(
            f"{count} {what} have {len(weights)} weights: give one for each",
            setting(f"give {count} weights, those that are missing 1", weights=some),
            without("leave out weights", "weights"),
        )
    if zipf is not None:
        raise MendableError(
            "weights and zipf are both given: leave one out",
            without("leave out zipf", "zipf"),
            without("leave out weights", "weights"),
        )


def require_listed(
    values: Sequence[object], weights: list[float] | None, zipf: float | None
) -> None:
    """Raises ValueError unless the values differ and can be chosen from by weights, a law or
    neither."""
    if len(set(map(str, values))) != len(values):
        text = "values repeat: write each once, and give it a weight"
        raise MendableError(text, _once_each(values, weights))
    require_shares(len(values), "values", weights, zipf)
    if weights is not None:
        positive_sum(weights)


def _once_each(values: Sequence[object], weights: list[float] | None) -> Repair:
    """Each of the values once, with the sum of its weights."""
    kept: dict[str, object] = {}
    summed: dict[str, float] = {}
    for place, value in enumerate(values):
        kept.setdefault(str(value), value)
        weight = weights[place] if weights is not None and place < len(weights) else 1.0
        summed[str(value)] = summed.get(str(value), 0.0) + weight
    fields: dict[str, Any] = {"values": list(kept.values())}
    if weights is not None:
        fields["weights"] = list(summed.values())
    return setting("write each value once", **fields)


def _sorted_bins(bins: list[float], weights: list[float]) -> Repair:
    edges = sorted(set(bins))
    if len(edges) < 2:
        edges = [edges[0], edges[0] + 1]
    kept = weights[: len(edges) - 1]
    return setting("sort the edges, each once", bins=edges, weights=kept)


_COMMON = frozenset(Distribution.model_fields)
