"""``dataforge generate --append``: more rows for the tables of a folder."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from assets.errors import InputError, NotFoundError
from studio_ui.command_line.printing import (
    human_bytes,
    print_json,
    print_lines,
    print_table,
    progress_bars,
)
from studio_ui.command_line.selection import appended_job, chosen_tables

if TYPE_CHECKING:
    from assets.outputs.manifest import Manifest
    from assets.schema.dataset import Dataset


def added_rows(dataset: Dataset, rows: int, wanted: list[str] | None) -> dict[str, int]:
    """``rows`` more rows for each of the wanted tables, or of all that have a row count."""
    if rows < 1:
        raise InputError(f"--append is {rows:,}", repair="append 1 row or more")
    for name in chosen_tables(dataset, wanted) if wanted else ():
        root = dataset.table(name)
        while root.parent_key is not None:
            root = dataset.table(root.parent_key.references)
        if root.name != name:
            raise InputError(
                f"{name} counts its rows per parent",
                where=dataset.name,
                repair=f"append to {root.name}: the rows of {name} follow",
            )
    names = chosen_tables(dataset, wanted)
    return {name: rows for name in names if dataset.table(name).per_parent is None}


def append(
    dataset: Dataset,
    out: Path,
    rows: int,
    wanted: list[str] | None,
    *,
    format: str | None,  # noqa: A002 (the word of the option)
    dialect: str,
    workers: int | None,
    as_json: bool,
) -> None:
    """Write ``rows`` more rows of each wanted table into the folder, and say what was written."""
    from assets.outputs.append import append_tables, continued
    from assets.outputs.scripts import write_load_script
    from assets.schema.flaw_effects import without_broken_constraints
    from assets.schema.flaw_labels import with_label_tables
    from assets.tables.engine import Engine
    from assets.tables.feasibility import require_feasible

    started = time.perf_counter()
    found = continued(out, dataset, added_rows(dataset, rows, wanted))
    present = {manifest.table: manifest for manifest in (*found.done, *found.pending)}
    for name in wanted or ():
        if name not in present:
            raise NotFoundError(
                f"{name} is not in {out}", repair="generate it without --append first"
            )
    for manifest in present.values():
        if format not in (None, manifest.format):
            raise InputError(
                f"{manifest.table} in {out} is {manifest.format}, not {format}",
                repair="leave --format out",
            )
    require_feasible(found.after, where=f"{dataset.name} after the append")
    engine = Engine(found.after)
    with progress_bars() as bars:
        jobs = (appended_job(engine, m.table, found.before, bars) for m in found.pending)
        written = append_tables(
            out, jobs, found, run_id=str(uuid4()), dialect=dialect, workers=workers
        )
    whole = [*found.done, *written]
    notes: list[str] = []
    if any(manifest.format in ("sql", "copy") for manifest in whole):
        tables, broken = without_broken_constraints(with_label_tables(found.after), set(present))
        notes = [f"{each}; left out of the SQL" for each in broken]
        notes += write_load_script(out, tables, whole, dialect=dialect, whole=True)
    _show(present, written, out, notes, time.perf_counter() - started, as_json)


def _show(
    before: Mapping[str, Manifest],
    written: Sequence[Manifest],
    out: Path,
    notes: list[str],
    seconds: float,
    as_json: bool,
) -> None:
    tables = [
        {
            "table": manifest.table,
            "appended": manifest.rows - before[manifest.table].rows,
            "rows": manifest.rows,
            "bytes": manifest.bytes - before[manifest.table].bytes,
            "files": len(manifest.files) - len(before[manifest.table].files),
        }
        for manifest in written
    ]
    rows = sum(manifest.rows - before[manifest.table].rows for manifest in written)
    size = sum(manifest.bytes - before[manifest.table].bytes for manifest in written)
    if as_json:
        totals = {"appended": rows, "bytes": size, "seconds": round(seconds, 3)}
        print_json({"out": str(out), "tables": tables, **totals, "warnings": notes})
        return
    print_table(
        ("table", "new rows", "rows", "new files"),
        [
            [str(t["table"]), f"{t['appended']:,}", f"{t['rows']:,}", f"{t['files']:,}"]
            for t in tables
        ],
        numbers=frozenset({"new rows", "rows", "new files"}),
    )
    print_lines([f"{rows:,} new rows, {human_bytes(size)} in {seconds:.1f} s to {out}"])
