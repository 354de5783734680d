"""``dataforge studio``: the studio and its Dagster on this machine."""

from __future__ import annotations

from typing import Annotated

import typer


def studio(
    port: Annotated[int | None, typer.Option(min=1, max=65_535, help="The studio's port.")] = None,
    dagster_port: Annotated[
        int | None, typer.Option(min=1, max=65_535, help="The Dagster UI's port.")
    ] = None,
) -> None:
    """Start the studio; Ctrl-C stops it."""
    from studio_ui.settings import studio_settings
    from studio_ui.supervisor import run_studio

    chosen = {"studio_port": port, "dagster_port": dagster_port}
    update = {name: value for name, value in chosen.items() if value is not None}
    raise typer.Exit(run_studio(studio_settings().model_copy(update=update)))
