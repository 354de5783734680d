"""``dataforge run``: materialise a dataset through the studio's Dagster."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from studio_ui.command_line.printing import print_json, print_lines

if TYPE_CHECKING:
    from studio_ui.clients.dagster import DagsterClient
    from studio_ui.clients.dagster.models import LogLine, Run

POLL_SECONDS = 0.5


def run(
    dataset: Annotated[str, typer.Argument(help="A dataset of the workspace.", metavar="DATASET")],
    table: Annotated[
        list[str] | None, typer.Option("--table", help="Only this table; may be repeated.")
    ] = None,
    follow: Annotated[
        bool, typer.Option("--follow", help="Print the log until the run ends.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Launch a run; needs the studio. With --follow, exit code 1 tells that the run failed."""
    from studio_ui.clients.backend import dagster
    from studio_ui.clients.launching import launch_head

    client = dagster()
    run_id = launch_head(dataset, table or None)
    if not follow:
        if as_json:
            print_json({"run_id": run_id, "url": client.run_url(run_id)})
        else:
            print_lines([f"run {run_id}", client.run_url(run_id)])
        return
    ended = _follow(client, run_id, sys.stderr.write if as_json else sys.stdout.write)
    if as_json:
        print_json({"run_id": run_id, "status": str(ended.status), "url": client.run_url(run_id)})
    else:
        print_lines([f"run {run_id}: {str(ended.status).lower()}"])
    if str(ended.status) != "SUCCESS":
        raise typer.Exit(1)


def _follow(client: DagsterClient, run_id: str, write: Callable[[str], object]) -> Run:
    """Prints the log as it grows, and returns the run when it has ended."""
    cursor: str | None = None
    while True:
        current = client.run(run_id)
        while True:
            page = client.logs(run_id, cursor)
            cursor = page.cursor
            for line in page.lines:
                write(_shown(line))
            if not page.has_more:
                break
        if current.status.is_finished:
            return current
        time.sleep(POLL_SECONDS)


def _shown(line: LogLine) -> str:
    step = f" {line.step}" if line.step else ""
    return f"{line.at:%H:%M:%S} {line.level.lower():<7}{step} {line.message}\n"
