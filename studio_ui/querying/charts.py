"""A chart of a query's result: which one suits it, and the Plotly figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import pyarrow as pa
import pyarrow.types as arrow_types

if TYPE_CHECKING:
    import plotly.graph_objects as go  # type: ignore[import-untyped]  # Plotly has no types

ChartKind = Literal["bar", "line", "scatter", "histogram"]
KINDS: tuple[ChartKind, ...] = ("bar", "line", "scatter", "histogram")
MAX_POINTS = 5_000
MAX_BARS = 60
FEW_POINTS = 60
COLOUR = "#0f766e"
COUNT = "number of rows"


@dataclass(frozen=True, slots=True)
class Chart:
    """``x`` and ``y`` are columns of the result; ``y`` is None where rows are counted."""

    kind: ChartKind
    x: str
    y: str | None


def suitable(result: pa.Table) -> Chart | None:
    """The chart that suits the columns best; None for a result without rows or columns."""
    if not result.num_rows or not result.num_columns:
        return None
    moments = [f.name for f in result.schema if _is_moment(f.type)]
    numbers = sorted((f.name for f in result.schema if _is_number(f.type)), key=_is_key)
    names = [f.name for f in result.schema if f.name not in (*moments, *numbers)]
    measures = [name for name in numbers if not _is_key(name)]
    if moments and measures:
        return Chart("line", moments[0], measures[0])
    if names and measures:
        return Chart("bar", names[0], measures[0])
    if len(numbers) > 1:
        return Chart("scatter", numbers[0], numbers[1])
    if moments or numbers:
        return Chart("histogram", (numbers or moments)[0], None)
    return Chart("bar", names[0], None)


def y_options(result: pa.Table) -> list[str]:
    """The columns that can be measured."""
    return [field.name for field in result.schema if _is_number(field.type)]


def figure(result: pa.Table, chart: Chart) -> go.Figure:
    """The Plotly figure. At most MAX_POINTS rows are drawn, and MAX_BARS bars of counts."""
    import plotly.graph_objects as go

    rows = result.slice(0, MAX_POINTS)
    x = _values(rows.column(chart.x))
    y = None if chart.y is None else _values(rows.column(chart.y))
    if y is None and chart.kind != "histogram":
        x, y = _counted(x)
    if chart.kind == "histogram":
        trace: Any = go.Histogram(x=x, marker_color=COLOUR)
    elif chart.kind == "bar":
        trace = go.Bar(x=[_tick(value) for value in x], y=y, marker_color=COLOUR)
    else:
        mode = "markers"
        if chart.kind == "line":
            x, y = _by_x(x, y or [])
            mode = "lines+markers" if len(x) <= FEW_POINTS else "lines"
        trace = go.Scatter(x=x, y=y, mode=mode, marker_color=COLOUR, line_color=COLOUR)
    drawn = go.Figure(trace)
    drawn.update_layout(
        xaxis_title=chart.x,
        yaxis_title=chart.y or COUNT,
        margin={"l": 10, "r": 10, "t": 20, "b": 10},
        height=420,
        bargap=0.15,
    )
    return drawn


def _is_number(kind: pa.DataType) -> bool:
    return bool(
        arrow_types.is_integer(kind)
        or arrow_types.is_floating(kind)
        or arrow_types.is_decimal(kind)
    )


def _is_moment(kind: pa.DataType) -> bool:
    return bool(arrow_types.is_temporal(kind) and not arrow_types.is_time(kind))


def _is_key(name: str) -> bool:
    return name.casefold() == "id" or name.casefold().endswith("_id")


def _values(column: pa.ChunkedArray) -> list[Any]:
    if arrow_types.is_decimal(column.type):
        column = column.cast(pa.float64())
    return list(column.to_pylist())


def _tick(value: Any) -> str:
    text = "NULL" if value is None else str(value)
    return text if len(text) <= 40 else f"{text[:37]}..."


def _counted(values: list[Any]) -> tuple[list[Any], list[Any]]:
    counts: dict[str, int] = {}
    for value in values:
        counts[_tick(value)] = counts.get(_tick(value), 0) + 1
    most = sorted(counts.items(), key=lambda item: -item[1])[:MAX_BARS]
    return [name for name, _ in most], [number for _, number in most]


def _by_x(x: list[Any], y: list[Any]) -> tuple[list[Any], list[Any]]:
    pairs = [(a, b) for a, b in zip(x, y, strict=True) if a is not None]
    pairs.sort(key=lambda pair: pair[0])
    return [a for a, _ in pairs], [b for _, b in pairs]
