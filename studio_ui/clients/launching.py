"""Starting runs of what is saved."""

from __future__ import annotations

from collections.abc import Sequence

from studio_ui.clients.backend import dagster
from studio_ui.clients.outputs import shelf


def launch_head(dataset: str, tables: Sequence[str] | None = None) -> str:
    """Launch some tables of a dataset's head, None for all, and return the run's id. Dagster is
    made to load the heads first where it has another version (2 to 4 s).

    Raises NotFoundError for a dataset or table that there is not, and BackendError.
    """
    client = dagster()
    loaded = client.version(dataset)
    if loaded != shelf().versions.head(dataset).version:
        client.refresh()
    return client.launch(dataset, tables)
