"""All tables in one file, ``DIR/<dataset>.duckdb`` (or sqlite, xlsx), which appears whole."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from assets.errors import OutputError
from assets.outputs.exclusive import exclusive_staging
from assets.outputs.job import ExportJob
from assets.outputs.manifest import SingleFormat
from assets.outputs.storage import storage_errors, sync
from assets.outputs.writers import FILE_WRITERS
from assets.schema.dataset import Dataset

_BEGINNINGS: dict[SingleFormat, tuple[int, bytes]] = {  # where a file says what it is
    "duckdb": (8, b"DUCK"),
    "sqlite": (0, b"SQLite format 3\0"),
    "xlsx": (0, b"PK"),
}
_UNFINISHED = (".wal", "-wal", "-journal")  # beside a database that a program has open, or had


@dataclass(frozen=True)
class TableCount:
    table: str
    rows: int


@dataclass(frozen=True)
class FileExport:
    """The file, what is in it, and what a person should know of it."""

    path: Path
    bytes: int
    tables: list[TableCount]
    notes: list[str]


def export_file(
    directory: Path,
    jobs: Sequence[ExportJob],
    dataset: Dataset,
    *,
    kind: SingleFormat,
    whole: bool = True,
) -> FileExport:
    """Leave all tables in ``directory/<dataset>.<kind>``, in place of an earlier one.

    The file is written under a hidden name and renamed at the end, so a failure or a kill leaves
    the earlier one as it was; memory does not grow with the rows. Keys to tables without a job are
    left out; unless the jobs have ``whole`` tables, all foreign keys are.

    Raises OutputError when the file cannot be written or replaced, InputError when the format
    cannot hold the tables.
    """
    directory = directory.absolute()
    target = directory / f"{dataset.name}.{kind}"
    with exclusive_staging(directory) as staging:
        _check_replaceable(target, kind)
        part, notes = tables_alone(dataset, {job.table for job in jobs}, whole=whole)
        new = staging / target.name
        with storage_errors(str(target)):
            written = FILE_WRITERS[kind](new, part, jobs)
            sync(new)
            _check_replaceable(target, kind)
            new.replace(target)
            sync(directory)
            size = target.stat().st_size
    tables = [TableCount(job.table, rows) for job, rows in zip(jobs, written.rows, strict=True)]
    return FileExport(target, size, tables, [*notes, *written.notes])


def tables_alone(
    dataset: Dataset, names: Collection[str], *, whole: bool
) -> tuple[Dataset, list[str]]:
    """The dataset of these tables with the foreign keys that hold among them, and a line for each
    key that is left out; where not ``whole`` tables are written, those are all."""
    tables, notes = [], []
    for table in dataset.tables:
        if table.name not in names:
            continue
        kept = [key for key in table.foreign_keys if whole and key.references in names]
        notes += [
            f"{table.name} has no foreign key ({', '.join(key.columns)}) here: "
            f"{f'{key.references} is not here' if whole else 'only a range of rows is'}"
            for key in table.foreign_keys
            if key not in kept
        ]
        tables.append(table.model_copy(update={"foreign_keys": kept}))
    return dataset.model_copy(update={"tables": tables}), notes


def _check_replaceable(target: Path, kind: SingleFormat) -> None:
    """Raise OutputError when the file is not one of this format, or a program has it open."""
    repair = "move it away, or export to another folder"
    with storage_errors(str(target)):
        for ending in _UNFINISHED:
            beside = target.with_name(f"{target.name}{ending}")
            if beside.exists():
                raise OutputError(
                    f"{beside.name} is beside it: a program has it open, or was killed then",
                    where=str(target),
                    repair="close the program, or open and close the file once with it",
                )
        if target.is_symlink() or (target.exists() and not target.is_file()):
            raise OutputError("this is not a plain file", where=str(target), repair=repair)
        if not target.exists():
            return
        place, wanted = _BEGINNINGS[kind]
        with target.open("rb") as file:
            found = file.read(place + len(wanted))[place:]
    if found != wanted:
        raise OutputError(f"this is not a file of {kind}", where=str(target), repair=repair)
