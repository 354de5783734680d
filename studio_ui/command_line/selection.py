"""What ``generate`` and ``load`` share: the rows and tables of a spec that a person asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assets.errors import InputError, NotFoundError

if TYPE_CHECKING:
    from rich.progress import Progress

    from assets.outputs.job import ExportJob
    from assets.schema.dataset import Dataset
    from assets.tables.engine import Engine


def with_options(dataset: Dataset, rows: int | None, seed: int | None) -> Dataset:
    """The dataset with the rows and seed of the options, where they are given."""
    from assets.schema.dataset import MAX_SEED

    if rows is not None:
        if rows < 1:
            raise InputError(f"--rows is {rows:,}", repair="ask for 1 row or more")
        dataset = dataset.with_rows(rows)
    if seed is not None:
        if not 0 <= seed <= MAX_SEED:
            raise InputError(f"--seed is {seed}", repair=f"use a number from 0 to {MAX_SEED}")
        dataset = dataset.model_copy(update={"seed": seed})
    return dataset


def chosen_tables(dataset: Dataset, wanted: list[str] | None) -> list[str]:
    """The names of the wanted tables, or of all, in the order of the spec."""
    names = [table.name for table in dataset.tables]
    for name in wanted or ():
        if name not in names:
            raise NotFoundError(
                f"there is no table {name!r}",
                where=dataset.name,
                repair=f"use {', '.join(names[:12])}{', …' if len(names) > 12 else ''}",
            )
    return [name for name in names if name in wanted] if wanted else names


def row_range(text: str | None, rows: int, table: str) -> tuple[int, int]:
    """The first row and the row after the last of ``A:B``; all of them when it is None."""
    if text is None:
        return 0, rows
    first, colon, last = text.partition(":")
    numbers = [first or "0", last or str(rows)]
    if not colon or not all(number.isdecimal() and number.isascii() for number in numbers):
        raise InputError(f"--range is {text!r}", repair="write two row numbers, such as 0:1000")
    start, stop = map(int, numbers)
    if not start < stop <= rows:
        raise InputError(
            f"--range {text} is not within the {rows:,} rows of {table}",
            repair=f"choose A below B, and B up to {rows}",
        )
    return start, stop


def export_jobs(
    engine: Engine, name: str, start: int, stop: int, bars: Progress
) -> list[ExportJob]:
    """The rows of one table as a job and, where it has a table of labels, those as another."""
    labels = engine.dataset.table(name).labels_name
    jobs = [export_job(engine, name, start, stop, bars)]
    return jobs if labels is None else [*jobs, _label_job(engine, name, labels, start, stop, bars)]


def export_job(engine: Engine, name: str, start: int, stop: int, bars: Progress) -> ExportJob:
    """The rows of one table as a job whose progress shows as a bar."""
    from assets.outputs.job import ExportJob

    task = bars.add_task(name, total=stop - start)
    return ExportJob(
        table=name,
        schema=engine.schema(name),
        batches=engine.source(name, start, stop),
        table_hash=engine.dataset.table_hash(name),
        cuts=[end - start for end in engine.dataset.ends(name)],
        on_progress=lambda done: bars.update(task, completed=done),
    )


def appended_job(engine: Engine, name: str, before: Dataset, bars: Progress) -> ExportJob:
    """The rows, or the labels, that a table has more than ``before`` an append."""
    for table in before.tables:
        stop = engine.dataset.table(table.name).rows
        if name == table.labels_name:
            return _label_job(engine, table.name, name, table.rows, stop, bars)
        if name == table.name:
            return export_job(engine, name, table.rows, stop, bars)
    raise KeyError(name)


def _label_job(
    engine: Engine, name: str, labels: str, start: int, stop: int, bars: Progress
) -> ExportJob:
    from assets.outputs.job import ExportJob

    task = bars.add_task(labels, total=None)
    return ExportJob(
        table=labels,
        schema=engine.label_schema(name),
        batches=engine.labels(name, start, stop),
        table_hash=engine.dataset.table_hash(name),
        on_progress=lambda done: bars.update(task, completed=done),
    )
