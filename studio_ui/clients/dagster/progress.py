"""How far each table of a run is, from the run's steps and the lines of its log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from assets.schema.dataset import Dataset
from assets.tables.addresses import op_name
from assets.tables.progress import Progress
from studio_ui.clients.dagster.models import LogLine, Run, Step


class TableStage(StrEnum):
    """Where a table is in a run."""

    WAITING = "waiting"
    MAKING = "making"
    CHECKING = "checking"
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class TableProgress:
    """A table of a run: ``done`` of ``total`` rows are written, in ``seconds`` so far."""

    table: str
    stage: TableStage
    done: int
    total: int
    seconds: float | None = None

    @property
    def share(self) -> float:
        """How much is written, 0 to 1."""
        return min(1.0, self.done / self.total) if self.total else 0.0


def table_progress(dataset: Dataset, run: Run, lines: Iterable[LogLine]) -> list[TableProgress]:
    """The progress of every table that has a step in the run, in the order of the dataset."""
    steps = _of_tables(run)
    said = _furthest(lines)
    found: list[TableProgress] = []
    for table in dataset.tables:
        key = op_name(dataset.name, table.name)
        making, checking = steps.get(key), steps.get(f"{key}__checks")
        if making is None and checking is None:
            continue
        written = said.get((key, table.name))
        total = written.total if written else table.rows
        stage = _stage(run, making, checking)
        whole = making is not None and making.status == "SUCCESS"
        done = total if whole else (written.done if written else 0)
        found.append(TableProgress(table.name, stage, done, total, _seconds(making)))
    return found


def _of_tables(run: Run) -> dict[str, Step]:
    """The run's steps by name; those of a table that is made in shards are put together."""
    groups: dict[str, list[Step]] = {}
    for step in run.steps:
        groups.setdefault(_table_step(step.key), []).append(step)
    return {key: _together(key, steps) for key, steps in groups.items()}


def _table_step(step: str) -> str:
    """``shop__orders`` for a step of its own, and for ``shop__orders.shard[007]``."""
    return step.partition(".")[0]


def _together(key: str, steps: list[Step]) -> Step:
    """One step that stands for all; ``[?]`` is the plan of those that others are made from."""
    if len(steps) == 1:
        return steps[0]
    statuses = {step.status for step in steps if "[?]" not in step.key}
    status = next((each for each in ("FAILURE", "SKIPPED") if each in statuses), "IN_PROGRESS")
    if statuses <= {"SUCCESS", ""} and len(statuses) == 1:
        status = statuses.pop()
    starts = [step.started_at for step in steps if step.started_at is not None]
    ends = [step.ended_at for step in steps if step.ended_at is not None]
    return Step(key, status, min(starts, default=None), max(ends, default=None))


def _furthest(lines: Iterable[LogLine]) -> dict[tuple[str, str], Progress]:
    """The furthest that each table's steps have told; shards tell it in any order."""
    found: dict[tuple[str, str], Progress] = {}
    for line in lines:
        said = Progress.parse(line.message) if line.step else None
        if said is None:
            continue
        place = (_table_step(line.step), said.table)
        if place not in found or found[place].done < said.done:
            found[place] = said
    return found


def _stage(run: Run, making: Step | None, checking: Step | None) -> TableStage:
    statuses = [step.status for step in (making, checking) if step is not None]
    if "FAILURE" in statuses:
        return TableStage.CANCELLED if run.status == "CANCELED" else TableStage.FAILED
    if "SKIPPED" in statuses:
        return TableStage.SKIPPED
    if all(status == "SUCCESS" for status in statuses):
        return TableStage.DONE
    if run.status.is_finished:
        return TableStage.CANCELLED if run.status == "CANCELED" else TableStage.SKIPPED
    if making is not None and making.status == "IN_PROGRESS":
        return TableStage.MAKING
    if "SUCCESS" in statuses or "IN_PROGRESS" in statuses:
        return TableStage.CHECKING
    return TableStage.WAITING


def _seconds(step: Step | None) -> float | None:
    if step is None or step.started_at is None or step.ended_at is None:
        return None
    return (step.ended_at - step.started_at).total_seconds()
