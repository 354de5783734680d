"""Where the values of a range lie: means, medians, skews and what "mostly" says."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any, Literal

from agents.quantities.clause import Clause

Skew = Literal["low", "high", "middle", "even"]
SKEWS: dict[str, Skew] = {
    "low": "low", "lower": "low", "left": "high", "cheap": "low", "small": "low", "young": "low",
    "short": "low", "high": "high", "higher": "high", "right": "low", "expensive": "high",
    "large": "high", "old": "high", "middle": "middle", "centre": "middle", "center": "middle",
    "evenly": "even", "uniformly": "even", "even": "even", "uniform": "even", "cheaper": "low",
    "younger": "low", "older": "high", "long": "high", "bottom": "low", "top": "high",
    "upper": "high", "randomly": "even", "equally": "even", "inexpensive": "low", "bigger": "high",
    "smaller": "low", "shorter": "low", "longer": "high", "big": "high",
}  # fmt: skip
LAWS = {
    "normally": "normal", "normal": "normal", "gaussian": "normal", "bell": "normal",
    "bell-shaped": "normal", "log-normally": "lognormal", "lognormally": "lognormal",
    "log-normal": "lognormal", "lognormal": "lognormal", "exponentially": "exponential",
    "exponential": "exponential", "poisson": "poisson", "poisson-distributed": "poisson",
    "pareto": "pareto", "pareto-distributed": "pareto", "power-law": "pareto", "zipf": "pareto",
    "triangular": "triangular",
}  # fmt: skip
"""Words for the laws of a distribution."""
_SKEWING = (
    "skewed|skew|~weighted|~biased|~leaning|~concentrated|~clustered|~distributed|distributed"
)
SHAPE = (
    rf"(?P<x>(?: ,| an?| the| ~heavily| ~strongly| ~slightly| mostly| ~roughly)* (?:{_SKEWING}|~uniformly|~evenly|~uniform|~equally|~randomly|normally|~\S*normally|~exponentially)"
    r"(?: (?:(?:~?(?:distributed|distribution|spread)|to|~toward|~towards|in|on|at|the|~end|~side|~values|,|~low|~lower|~high|~higher|~left|~right|~middle|~upper)\b))*)"
)
_BESIDE = r"(?: ,| \(| ;| and| but| with| while| being)*"
_SKEW = re.compile(
    rf"{_BESIDE}(?: an?)?(?: (?:skewed|skew|mostly|most|~weighted|~biased|~leaning|~concentrated|~clustered))?(?: ~heavily| ~strongly)?(?: of (?:them|these|which))?(?: (?:to|~toward|~towards|in|on|at|are|is|being|around))*(?: the)? ~(?P<k>[a-z]+)(?: ~end| ~side| ~values| distributed| ~distribution)?(?: \))?"
)
_SKEW_NEEDS = re.compile(
    r"skew|most|~weight|~bias|~lean|~evenly|~uniform|~concentrated|~cluster|~equally|~randomly"
)
_OFTEN = r"(?: most| mostly| usually| typically| often| commonly| generally| normally)"
_AROUND = re.compile(
    rf"{_BESIDE}{_OFTEN}?(?: (?:of them|are|is|cost|have|earn|being|~centred|~centered))*(?: (?:about|around|roughly|approximately|circa|near|~close to|on))+ (?P<n>#[nu])(?: \))?"
)
_USUAL = re.compile(
    rf"{_BESIDE}{_OFTEN}(?: of them)?(?: (?:are|is|be|have|cost))? (?P<n>#[nu])(?: \))?"
)
_MEAN = re.compile(
    rf"{_BESIDE}(?: an?| the)?(?: (?:(?P<a>#[am])|(?P<w>mean|average|median|averaging)(?: ~\S+)?(?: of| is| at| about| around| being| :| =)* (?P<b>#[nu])))(?: \))?"
)
_MOST = re.compile(
    rf"{_BESIDE}{_OFTEN}(?: of (?:them|these|which))?(?: ~\S+)?(?: (?:are|is|cost|have|earn|lie|in))? (?P<n>#[vr])(?: \))?"
)
_SPREAD = re.compile(
    rf"{_BESIDE}(?: an?| the)* (?:~?(?:standard deviation|std|sd|stddev|sigma|deviation)(?: ~dev| deviation)?|± ?)(?: of| is| =| :| about| around)* (?P<n>#[nu])(?: \))?"
)
_ENDS = re.compile(
    rf"{_BESIDE}(?: (?:never|always|but|~ranging|ranging|range|ranges|from|between|~capped at|~limited to|~clipped to|in|not|~truncated at|all))* (?P<n>#[rv])(?: \))?(?! ~\S+s\b)"
)
_CAPPED = re.compile(
    rf"{_BESIDE} ~(?:capped|limited|truncated|cut)(?: ~off)?(?: at| to)+ (?P<n>#[nu])"
)


@dataclass(slots=True)
class Shape:
    """What is told of a number; ``fields`` are those of a Range."""

    least: float | None = None
    most: float | None = None
    unit: str | None = None
    skew: Skew | None = None
    mean: float | None = None
    median: float | None = None
    deviation: float | None = None
    distribution: str | None = None

    def centre(self, what: str, value: float) -> None:
        if what == "median":
            self.median = value
        else:
            self.mean = value

    def say(self, words: str) -> None:
        """Takes skew and law from words like ``skewed towards the high end``."""
        for word in words.replace("~", "").split():
            if word in LAWS:
                self.distribution = LAWS[word]
            elif word in SKEWS and (self.skew is None or word not in ("left", "right")):
                self.skew = SKEWS[word]

    def fields(self) -> dict[str, Any]:
        return asdict(self)


def shaped(clause: Clause, place: int, shape: Shape) -> int:
    """Adds to ``shape`` what follows a range, or its law, and returns where that ends."""
    for _ in range(5):
        end = _step(clause, place, shape)
        if end is None:
            break
        place = end
    return place


def _step(clause: Clause, place: int, shape: Shape) -> int | None:
    pattern = clause.pattern
    spread = _SPREAD.match(pattern, place)
    if spread and clause.free(*spread.span("n")):
        shape.deviation = clause.item(spread, "n").value
        return spread.end()
    mean = _MEAN.match(pattern, place)
    if mean and clause.free(*mean.span()):
        item = clause.item(mean, "a" if mean.group("a") else "b")
        shape.centre(mean.group("w") or "mean", item.value)
        shape.unit = shape.unit or item.unit
        return mean.end()
    for form in (_AROUND, _USUAL):
        around = form.match(pattern, place)
        if around and clause.free(*around.span("n")) and shape.mean is None:
            shape.mean = clause.item(around, "n").value
            return around.end()
    most = _MOST.match(pattern, place)
    if most and clause.free(*most.span("n")) and shape.median is None:
        _mostly(shape, clause.item(most, "n").least, clause.item(most, "n").most)
        return most.end()
    capped = _CAPPED.match(pattern, place)
    if capped and shape.most is None and clause.free(*capped.span("n")):
        shape.most = clause.item(capped, "n").value
        return capped.end()
    skew = _SKEW.match(pattern, place)
    if skew and skew.group("k") in SKEWS and _SKEW_NEEDS.search(skew.group()):
        shape.skew = SKEWS[skew.group("k")]
        return skew.end()
    ends = _ENDS.match(pattern, place)
    if ends and clause.free(*ends.span("n")) and (shape.least, shape.most) == (None, None):
        return _bounded(clause, ends, shape)
    return None


def _bounded(clause: Clause, ends: re.Match[str], shape: Shape) -> int | None:
    """Ends that follow the law; ``never above 100`` turns them round."""
    item = clause.item(ends, "n")
    least, most = item.least, item.most
    if re.search(r"\b(?:never|not)\b", ends.group()) and None in (least, most):
        least, most = most, least
    if item.unit and shape.unit and item.unit != shape.unit:
        return None
    shape.least, shape.most, shape.unit = least, most, shape.unit or item.unit
    return ends.end()


def _mostly(shape: Shape, least: float | None, most: float | None) -> None:
    """Most values lie below, above or between: the median is well inside."""
    if least is not None and most is not None:
        shape.median = (least + most) / 2
        return
    limit = most if least is None else least
    assert limit is not None
    shape.skew = "low" if least is None else "high"
    end = shape.least if least is None else shape.most
    shape.median = limit if end is None else end + (limit - end) * 0.6
