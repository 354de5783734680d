"""The workspace as the screens see it: dataset versions, published outputs, queries over them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from assets.schema.versions import VersionStore
from assets.settings import settings
from assets.workspace import open_workspace

if TYPE_CHECKING:
    import pyarrow as pa

    from assets.outputs.store import OutputStore
    from assets.query import QueryResult
    from assets.schema.dataset import Dataset
    from assets.tables.flawed_preview import FlawedRows
    from assets.tables.targets.scaling import Scaling


@dataclass(frozen=True)
class Shelf:
    """The two stores of one workspace. Both may be used by many threads."""

    versions: VersionStore
    outputs: OutputStore


def shelf() -> Shelf:
    """The stores of the workspace in the settings. Raises SettingsError when it cannot be used."""
    return _shelf(settings().home)


def preview(dataset: Dataset, table: str, rows: int = 20) -> pa.Table:
    """The first rows of a table, made by the engine without publishing anything.

    Raises InfeasibleSpecError or GenerationError.
    """
    from assets.tables.engine import preview as first_rows

    return first_rows(dataset, table, rows)


def true_rows(dataset: Dataset, table: str, rows: int) -> pa.Table:
    """The first rows of a table without its flaws. Raises InfeasibleSpecError or
    GenerationError."""
    from assets.tables.engine import true_preview

    return true_preview(dataset, table, rows)


def target_scalings(dataset: Dataset, table: str) -> list[Scaling]:
    """What the targets of a table change. The dataset must be feasible."""
    from assets.tables.targets.scaling import scalings

    return scalings(dataset, table)


def flawed_preview(dataset: Dataset, table: str) -> FlawedRows:
    """The first rows of a table that have flaws. Raises InfeasibleSpecError or GenerationError."""
    from assets.tables.flawed_preview import flawed_rows

    return flawed_rows(dataset, table)


def run_query(dataset: str, sql: str) -> QueryResult:
    """The result of a person's SQL over the published tables of a dataset, within the settings'
    limits. Raises QueryError."""
    from assets.query import query_outputs

    limits = settings()
    return query_outputs(
        shelf().outputs,
        dataset,
        sql,
        row_limit=limits.query_row_limit,
        timeout_seconds=limits.query_timeout_seconds,
        memory_limit=limits.query_memory_limit,
    )


@cache
def _shelf(home: str) -> Shelf:
    from assets.outputs.store import OutputStore

    workspace = open_workspace(home)
    return Shelf(VersionStore(workspace.objects), OutputStore(workspace.filesystem))
