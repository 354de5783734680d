"""SQL over published outputs, read-only: nothing but the given tables can be reached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assets.query.query import QueryResult, query_export, query_outputs, run_query
    from assets.query.workers import warm_up

__all__ = ["QueryResult", "query_export", "query_outputs", "run_query", "warm_up"]


def __getattr__(name: str) -> Any:
    """The public names, loaded when asked for: a worker imports this package and needs none."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from assets.query import query, workers

    return getattr(workers if name == "warm_up" else query, name)
