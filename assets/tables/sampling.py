"""What a sample of the rows shows: keys that do not fit, checks that do not hold, size on disk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from assets.errors import DataForgeError, GenerationError, SpecError
from assets.schema.dataset import Dataset, dataset_from
from assets.schema.problems import Problem
from assets.schema.repairs import parts
from assets.schema.repairs.edits import Edit, Repair
from assets.schema.table import Table
from assets.schema.types import ColumnType
from assets.tables.engine import CHUNK_ROWS, Engine
from assets.tables.expressions import columns_of, evaluate
from assets.tables.refusals import wider

_BOOLEAN = ColumnType("boolean")
_MOST_CHILDREN = 500_000
"""Children of sampled rows that aggregates may read; fewer rows are sampled where it were more."""

_DAY = 86_400_000_000  # microseconds
_FIRST_DAY, _LAST_DAY = -719_162, 2_932_896  # 0001-01-01 and 9999-12-31, from 1970-01-01 on
_MOST_FLAWED = 1_000
"""Rows of each table on which flaws are tried, each in every cell."""
_UNBOUNDED = ("text", "varchar", "char", "bytes", "json")
_LONG = 1_000
_FEW_ROWS = 64
_MOST_SAMPLED = 64_000_000
_MOST_ARRAY = 2**30
"""Bytes of one column in one batch: half of what Arrow's 32-bit offsets reach."""

_MOST_WRITTEN = 4_000
"""Rows of each table that are written to see how large its files become."""

Met: TypeAlias = NDArray[np.bool_]


def sample_problems(dataset: Dataset, rows: int, most_bytes: int) -> list[Problem]:
    """Tries up to ``rows`` rows of each table, and as many of those that the first appends and the
    last one have added."""
    engine, found, widths = Engine(dataset), list[Problem](), dict[str, float]()
    for table in dataset.tables:
        count = min(table.rows, rows, affordable(dataset, table))
        try:
            if _may_be_wide(table):
                few = engine.truth(table.name, 0, min(count, _FEW_ROWS))
                wide = _too_wide(dataset, table, few)
                if wide:
                    found += wide
                    continue
                count = min(count, max(_MOST_SAMPLED * len(few) // max(few.nbytes, 1), len(few)))
            batch = engine.truth(table.name, 0, count)
            engine.truth(table.name, table.rows - 1, table.rows)
            more = [engine.truth(table.name, *ends) for ends in _appended(table, count)]
        except GenerationError as error:
            column = error.where.removeprefix(f"{table.name}.")
            offers = _making(dataset, table, column, count)
            found.append(Problem(table.name, column, error.problem, error.repair, offers))
            continue
        found += _unfit_flaws(engine, table, count) if table.flaws else []
        for sampled in (batch, *more):
            broken = _beyond_the_calendar(table, sampled) + _broken_checks(table, sampled)
            if broken:
                found += broken
                break
        widths[table.name] = max(batch.nbytes, 1) / max(len(batch), 1)
    return found or _too_large(dataset, engine, widths, most_bytes)


def _appended(table: Table, count: int) -> Iterator[tuple[int, int]]:
    """From where to where ``count`` rows of the first appends go, and those of the last one, where
    the first rows of the table are not all that is asked for."""
    new = [added for added in table.appended if added]
    done = count
    for start in (table.rows - sum(new), table.rows - sum(new[-1:])):
        first, last = max(start, done), min(start + count, table.rows)
        if first < last:
            yield first, last
            done = last


def _unfit_flaws(engine: Engine, table: Table, rows: int) -> list[Problem]:
    """What stands in the way of flaws that the plan has let pass."""
    try:
        found = engine.sampled_flaws(table.name, min(rows, _MOST_FLAWED))
        engine.chunk(table.name, 0, rows)
    except GenerationError as error:
        column = error.where.removeprefix(f"{table.name}.")
        offer = Repair(
            "leave the flaws out", (Edit(("tables", table.name, "flaws"), removes=True),)
        )
        return [Problem(table.name, column, error.problem, error.repair, (offer,))]
    return found


def _making(dataset: Dataset, table: Table, name: str, rows: int) -> tuple[Repair, ...]:
    """Repairs of a column that failed on the sample, after which the sample is made."""
    column = next((column for column in table.columns if column.name == name), None)
    if column is None:
        return ()
    offers = [] if column.nullable else parts.nullable(table, name)
    for key in table.foreign_keys:
        if name in key.columns:
            target = key.references_columns[key.columns.index(name)]
            own = dataset.table(key.references).column(target).type
            offers += [parts.retyped(table, name, own)] if own != column.type else []
    offers += wider(table, column)
    return tuple(each for each in offers if _makes(dataset, each, table.name, rows))


def _makes(dataset: Dataset, repair: Repair, table: str, rows: int) -> bool:
    plain = dataset.model_dump(mode="json", exclude_defaults=True)
    try:
        engine = Engine(dataset_from(repair.applied(plain)))
        engine.chunk(table, 0, rows)
    except DataForgeError:
        return False
    return True


def _may_be_wide(table: Table) -> bool:
    """Whether values of a column may be so long that few rows must tell how long."""
    return any(
        column.type.is_array
        or (column.type.kind in _UNBOUNDED and (column.type.length or _LONG) >= _LONG)
        for column in table.columns
    )


def _too_wide(dataset: Dataset, table: Table, few: pa.RecordBatch) -> list[Problem]:
    """Columns of which the rows that are made at once would not fit one array of Arrow's."""
    found = []
    for name in few.schema.names:
        width = few.column(name).nbytes / len(few)
        most = int(_MOST_ARRAY / max(width, 1))
        if min(table.rows, CHUNK_ROWS) <= most:
            continue
        text = (
            f"has {width:,.0f} bytes a row, and {min(table.rows, CHUNK_ROWS):,} rows made at once "
            f"are at most {_shown(_MOST_ARRAY)}"
        )
        repair = f"shorten the values, or use at most {most:,} rows"
        column = table.column(name)
        offers = list[Repair]()
        if column.generator is not None and hasattr(column.generator, "max_length"):
            at = ("tables", table.name, "columns", name, "generator")
            ends = (Edit((*at, "min_length"), 0), Edit((*at, "max_length"), _LONG))
            offers.append(Repair(f"keep to {_LONG:,} characters", ends))
        offers += parts.lower_rows(dataset, table, most)
        offers.append(parts.filled(table, column))
        found.append(Problem(table.name, name, text, repair, tuple(offers)))
    return found


def affordable(dataset: Dataset, table: Table) -> int:
    """How many rows of a table can be sampled without reading too many of their children."""
    most, known = table.rows, {table.name}
    for _ in dataset.tables:
        children = [
            other
            for other in dataset.tables
            if other.parent_key and other.parent_key.references in known and other.name not in known
        ]
        if not children:
            break
        known |= {child.name for child in children}
        most = max([most, *(child.rows for child in children)])
    return max(_MOST_CHILDREN * table.rows // most, 1)


def _beyond_the_calendar(table: Table, batch: pa.RecordBatch) -> list[Problem]:
    """Moments outside the years 1 to 9999, which files and databases cannot hold."""
    found = []
    for column in table.columns:
        if not column.type.is_temporal:
            continue
        ends = pc.min_max(
            batch.column(column.name).cast(pa.int32() if column.type.kind == "date" else pa.int64())
        ).as_py()
        if ends["min"] is None:
            continue
        unit = 1 if column.type.kind == "date" else _DAY
        days = [ends["min"] // unit, ends["max"] // unit]
        if days[0] >= _FIRST_DAY and days[1] <= _LAST_DAY:
            continue
        years = [round(1970 + day / 365.2425) for day in days]
        text = f"holds moments from the year {years[0]:,} to {years[1]:,}, beyond 1 to 9999"
        at = ("tables", table.name, "columns", column.name, "generator")
        some = {"kind": "integer", "min": 0, "max": 30}
        offers = [
            Repair(f"use a {field} of 0 to 30", (Edit((*at, field), some),))
            for field in ("delay", "gap")
            if hasattr(column.generator, field)
        ]
        repair = "shorten what leads there"
        found.append(Problem(table.name, column.name, text, repair, tuple(offers)))
    return found


@dataclass(frozen=True)
class _Tried:
    """A check on the sample: the columns that it reads, and which rows meet it."""

    sql: str
    reads: str
    met: Met


def _broken_checks(table: Table, batch: pa.RecordBatch) -> list[Problem]:
    found, tried = list[Problem](), list[_Tried]()
    for check in table.checks:
        try:
            names = columns_of(check.sql, batch.schema.names, where=table.name)
            columns = {name: batch.column(name[0]) for name in names}
            met = evaluate(check.sql, columns, len(batch), _BOOLEAN, where=table.name)
        except (SpecError, GenerationError) as error:
            text = f"the check {check.sql[:80]!r}: {error.problem}"
            offers = tuple(parts.without_check(table, check.sql))
            found.append(Problem(table.name, "", text, "correct or remove it", offers))
            continue
        holds = np.asarray(met.fill_null(True).to_numpy(zero_copy_only=False), dtype=np.bool_)
        if not holds.all():
            reads = ", ".join(dict.fromkeys(path[0] for path in names))
            tried.append(_Tried(check.sql, reads, holds))
    excluded = set[str]()
    for one, other in combinations(tried, 2):
        if one.met.any() and other.met.any() and not (one.met & other.met).any():
            excluded |= {one.sql, other.sql}
            found.append(_contradiction(table, one, other))
    return found + [_broken(table, each) for each in tried if each.sql not in excluded]


def _contradiction(table: Table, one: _Tried, other: _Tried) -> Problem:
    text = (
        f"the checks {one.sql[:80]!r} ({one.met.sum():,} of {len(one.met):,} sampled rows meet it) "
        f"and {other.sql[:80]!r} ({other.met.sum():,}) exclude each other: no row meets both"
    )
    offers = [*parts.without_check(table, other.sql), *parts.without_check(table, one.sql)]
    reads = ", ".join(dict.fromkeys([*one.reads.split(", "), *other.reads.split(", ")]))
    return Problem(table.name, reads, text, "remove one of them", tuple(offers))


def _broken(table: Table, check: _Tried) -> Problem:
    broken = int((~check.met).sum())
    text = f"{broken:,} of {len(check.met):,} sampled rows break the check {check.sql[:80]!r}"
    if broken == len(check.met):
        text = f"no row of {broken:,} sampled ones meets the check {check.sql[:80]!r}"
    offers = tuple(parts.without_check(table, check.sql))
    repair = "change the generators, or remove the check"
    return Problem(table.name, check.reads, text, repair, offers)


def _too_large(
    dataset: Dataset, engine: Engine, widths: dict[str, float], limit: int
) -> list[Problem]:
    """Whether the files would be larger than ``limit`` bytes, written as Parquet.

    What the rows take in memory bounds it; only where that is over the limit are samples written.
    """
    if sum(widths[table.name] * table.rows for table in dataset.tables) <= limit:
        return []
    sizes = {
        table.name: bytes_per_row(engine, table, min(_MOST_WRITTEN, affordable(dataset, table)))
        for table in dataset.tables
    }
    totals = {table.name: sizes[table.name] * table.rows for table in dataset.tables}
    total = sum(totals.values())
    if total <= limit:
        return []
    largest = max(dataset.tables, key=lambda table: totals[table.name])
    rest = total - totals[largest.name]
    most = int((limit - rest) / sizes[largest.name])
    if most < 1:
        most = max(largest.rows // 2, 1)
    text = (
        f"the files would take about {_shown(total)} ({_shown(totals[largest.name])} of them "
        f"{largest.rows:,} rows of {sizes[largest.name]:,.1f} bytes here), the limit is "
        f"{_shown(limit)}"
    )
    repair = f"use at most {most:,} rows, or raise DATAFORGE_MAX_OUTPUT_BYTES"
    offers = tuple(parts.lower_rows(dataset, largest, most))
    return [Problem(largest.name, "", text, repair, offers)]


def bytes_per_row(engine: Engine, table: Table, rows: int) -> float:
    """What one more row takes in a Parquet file: the difference between a sample and half of it,
    so that what a file has once (dictionaries, its footer) does not count for every row."""
    count = min(table.rows, rows)
    whole = engine.chunk(table.name, 0, count)
    half = count // 2
    if half < 1:
        return float(_written(whole))
    return max((_written(whole) - _written(whole.slice(0, half))) / (count - half), 0.01)


def _written(batch: pa.RecordBatch) -> int:
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pooled = [field.name for field in batch.schema if pa.types.is_dictionary(field.type)]
    pq.write_table(pa.Table.from_batches([batch]), sink, compression="zstd", use_dictionary=pooled)
    return int(sink.tell())


def _shown(size: float) -> str:
    units = ["bytes", "kB", "MB", "GB", "TB", "PB"]
    while size >= 1_000 and len(units) > 1:
        size /= 1_000
        units.pop(0)
    return f"{size:,.1f} {units[0]}"
