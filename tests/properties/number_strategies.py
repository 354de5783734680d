"""Hypothesis strategies of (type, generator) pairs for distributions, most of which can be made."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from assets.schema import generators as g

Pair = tuple[str, g.Generator]
_positive = st.floats(0.01, 50)
_small = st.floats(-50, 50)
_shares = st.floats(0.01, 1)


@st.composite
def _ascending(draw: st.DrawFn, size: int) -> list[float]:
    return sorted(draw(st.sets(st.integers(-100, 100), min_size=size, max_size=size)))


@st.composite
def _triangulars(draw: st.DrawFn) -> dict[str, Any]:
    left, mode, right = draw(_ascending(3))
    return {"left": left, "mode": mode, "right": right}


@st.composite
def _betas(draw: st.DrawFn) -> dict[str, Any]:
    low, high = draw(_ascending(2))
    return {"a": draw(_positive), "b": draw(_positive), "low": low, "high": high}


@st.composite
def _histograms(draw: st.DrawFn) -> dict[str, Any]:
    bins = draw(st.integers(2, 6).flatmap(_ascending))
    return {"bins": bins, "weights": [draw(_shares) for _ in bins[1:]]}


@st.composite
def _mixtures(draw: st.DrawFn) -> dict[str, Any]:
    kinds = draw(st.lists(st.sampled_from(sorted(PARAMETERS)), min_size=1, max_size=3))
    parts = [g.Integer(min=-3, max=3), g.Float(min=-2, max=2)]
    parts += [_MODELS[kind](**draw(PARAMETERS[kind])) for kind in kinds if kind != "mixture"]
    return {"components": parts, "weights": draw(st.none() | st.just([1.0] * len(parts)))}


def _fixed(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(fields)


PARAMETERS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "normal": _fixed(mean=_small, std=_positive),
    "lognormal": _fixed(mu=st.floats(-3, 3), sigma=st.floats(0.01, 1)),
    "exponential": _fixed(scale=_positive),
    "gamma": _fixed(shape=_positive, scale=_positive),
    "beta": _betas(),
    "poisson": _fixed(lam=_positive),
    "binomial": _fixed(n=st.integers(1, 1_000), p=st.floats(0, 1)),
    "geometric": _fixed(p=st.floats(0.01, 1)),
    "zipf": _fixed(exponent=st.floats(0.1, 5), max=st.integers(1, 10**6)),
    "pareto": _fixed(shape=st.floats(2, 9), scale=_positive),
    "triangular": _triangulars(),
    "histogram": _histograms(),
    "mixture": _mixtures(),
}
"""The parameters of each kind, without what all kinds share."""

_MODELS = {
    "normal": g.Normal, "lognormal": g.Lognormal, "exponential": g.Exponential, "gamma": g.Gamma,
    "beta": g.Beta, "poisson": g.Poisson, "binomial": g.Binomial, "geometric": g.Geometric,
    "zipf": g.Zipf, "pareto": g.Pareto, "triangular": g.Triangular, "histogram": g.Histogram,
    "mixture": g.Mixture,
}  # fmt: skip
_TYPES = st.sampled_from(["double", "real", "integer", "bigint", "decimal(12,2)"])


@st.composite
def _pairs(draw: st.DrawFn, kind: str) -> Pair:
    shared = {
        "step": draw(st.none() | st.sampled_from([1, 3])),
        "outlier_rate": draw(st.sampled_from([0, 0.5, 1])),
        "outlier_factor": draw(st.floats(0.5, 9)),
    }
    return draw(_TYPES), _MODELS[kind](**shared, **draw(PARAMETERS[kind]))


DISTRIBUTIONS: dict[str, st.SearchStrategy[Pair]] = {kind: _pairs(kind) for kind in PARAMETERS}
