"""What the assets are given when they run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dagster as dg

from assets.settings import settings
from assets.workspace import open_workspace

if TYPE_CHECKING:
    from assets.outputs.store import OutputStore

EXECUTORS: dict[str, dg.ExecutorDefinition] = {
    "in_process": dg.in_process_executor,
    "multiprocess": dg.multiprocess_executor,
}


@dg.resource(description="Where published tables are kept: the workspace of DATAFORGE_HOME.")
def output_store(_: dg.InitResourceContext) -> OutputStore:
    """The output store of the workspace."""
    from assets.outputs.store import OutputStore

    return OutputStore(open_workspace(settings().home).filesystem)
