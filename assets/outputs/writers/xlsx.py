"""One Excel workbook with a sheet for every table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assets.errors import InputError, OutputError
from assets.outputs import arrow_types
from assets.outputs.job import ExportJob, written_blocks
from assets.outputs.writers.base import Written
from assets.outputs.writers.cells import hex_texts, json_cells, keep_nulls, plain_texts, slices
from assets.outputs.writers.python_values import python_values
from assets.schema.dataset import Dataset
from assets.schema.names import folded

MAX_ROWS = 1_048_576  # of a sheet, the header included
MAX_COLUMNS = 16_384
MAX_CHARACTERS = 32_767
_MAX_SHEET_NAME = 31
_DIGITS = 15  # what a cell keeps of a number
_EPOCH_DAYS = 25_569  # from 1899-12-30, Excel's day 0, to 1970-01-01
_FIRST_DAY = 61 - _EPOCH_DAYS  # 1900-03-01: Excel believes in a 29 February before it
_LAST_DAY = 2_958_465 - _EPOCH_DAYS
_DAY_MICROSECONDS = 86_400_000_000
_FORMATS = {"date": "yyyy-mm-dd", "time": "hh:mm:ss.000", "moment": "yyyy-mm-dd hh:mm:ss.000"}
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")

Column = tuple[list[Any], str]  # values, and how to write those that are numbers


def write_xlsx(path: Path, _dataset: Dataset, jobs: Sequence[ExportJob]) -> Written:
    """Make the workbook. The rows are read twice: first to see that Excel can hold them.

    Raises InputError when it cannot, before a file is begun. A cell keeps 15 digits: numbers with
    more, and dates before March 1900, are written as text.
    """
    import xlsxwriter  # type: ignore[import-untyped]  # it has no types
    from xlsxwriter.exceptions import (  # type: ignore[import-untyped]  # it has no types
        XlsxWriterException,
    )

    for job in jobs:
        _check(job)
    sheets = sheet_names([job.table for job in jobs])
    workbook = xlsxwriter.Workbook(
        str(path), {"constant_memory": True, "tmpdir": str(path.parent), "nan_inf_to_errors": True}
    )
    workbook.use_zip64()
    formats: dict[str, Any] = {
        name: workbook.add_format({"num_format": text}) for name, text in _FORMATS.items()
    }
    counts = [
        _write(workbook.add_worksheet(sheet), job, formats)
        for sheet, job in zip(sheets, jobs, strict=True)
    ]
    try:
        workbook.close()
    except XlsxWriterException as error:
        raise OutputError(
            f"{error}", where=path.name, repair="check the free space and the permissions"
        ) from error
    renamed = [
        f"the sheet of {job.table} is named {sheet}"
        for sheet, job in zip(sheets, jobs, strict=True)
        if sheet != job.table
    ]
    return Written(counts, renamed)


def sheet_names(tables: Iterable[str]) -> list[str]:
    """A name for each table that Excel takes: 31 characters, and no two the same but for case."""
    names: list[str] = []
    taken = {"history"}  # Excel keeps it for itself
    for table in tables:
        whole = _NOT_IN_A_NAME.sub("_", table)
        name, number = whole[:_MAX_SHEET_NAME], 1
        while folded(name) in taken:
            number += 1
            tail = f"~{number}"
            name = whole[: _MAX_SHEET_NAME - len(tail)] + tail
        taken.add(folded(name))
        names.append(name)
    return names


def _check(job: ExportJob) -> None:
    repair = "leave rows or columns out with --rows, --range or --table, or choose another format"
    if len(job.schema) > MAX_COLUMNS:
        raise InputError(
            f"{len(job.schema):,} columns, and a sheet of Excel has {MAX_COLUMNS:,}",
            where=job.table,
            repair=repair,
        )
    rows = 0
    for batch in job.batches:
        rows += batch.num_rows
        if rows >= MAX_ROWS:
            raise InputError(
                f"more than {MAX_ROWS - 1:,} rows, and a sheet of Excel has no place for them",
                where=job.table,
                repair=repair,
            )
        for field, column in zip(batch.schema, batch.columns, strict=True):
            longest = _longest(column, field)
            if longest > MAX_CHARACTERS:
                raise InputError(
                    f"a text of {longest:,} characters, and a cell of Excel has {MAX_CHARACTERS:,}",
                    where=f"{job.table}.{field.name}",
                    repair="make the column shorter, or choose another format",
                )


def _longest(column: pa.Array, field: pa.Field) -> int:
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.dictionary, kind.value_type
    if pa.types.is_list(kind):
        lengths = pc.utf8_length(json_cells(column, is_json=arrow_types.holds_json(field)))
    elif pa.types.is_string(kind):
        lengths = pc.utf8_length(column)
    elif pa.types.is_binary(kind):
        lengths = pc.add(pc.multiply(pc.binary_length(column), 2), 2)
    else:
        return 0
    return pc.max(lengths).as_py() or 0


def _write(sheet: Any, job: ExportJob, formats: dict[str, Any]) -> int:
    for place, name in enumerate(job.schema.names):
        sheet.write_string(0, place, name)
    rows = 0
    for block in written_blocks(job):
        for batch in slices(block):
            columns = [
                _column(column, field)
                for field, column in zip(batch.schema, batch.columns, strict=True)
            ]
            writers = [_writer(sheet, formats.get(style)) for _, style in columns]
            for row in zip(*(values for values, _ in columns), strict=True):
                rows += 1
                for place, value in enumerate(row):
                    if value is not None:
                        writers[place](rows, place, value)
    return rows


def _writer(sheet: Any, style: Any) -> Callable[[int, int, Any], None]:
    text, number, boolean = sheet.write_string, sheet.write_number, sheet.write_boolean

    def write(row: int, place: int, value: Any) -> None:
        if isinstance(value, str):
            text(row, place, value)
        elif isinstance(value, bool):
            boolean(row, place, value)
        else:
            number(row, place, value, style)

    return write


def _column(column: pa.Array, field: pa.Field) -> Column:
    kind = column.type
    if pa.types.is_list(kind):
        texts = json_cells(column, is_json=arrow_types.holds_json(field))
        return python_values(keep_nulls(texts, column)), ""
    if pa.types.is_binary(kind):
        return python_values(pc.binary_join_element_wise("\\x", hex_texts(column), "")), ""
    if pa.types.is_date(kind):
        days = column.cast(pa.int32()).cast(pa.float64())
        return _or_text(pc.add(days, float(_EPOCH_DAYS)), _outside(days), column), "date"
    if pa.types.is_time(kind):
        parts = pc.divide(column.cast(pa.int64()).cast(pa.float64()), float(_DAY_MICROSECONDS))
        return python_values(parts), "time"
    if pa.types.is_timestamp(kind):
        counted = column.cast(pa.timestamp("us", kind.tz)).cast(pa.int64()).cast(pa.float64())
        days = pc.divide(counted, float(_DAY_MICROSECONDS))
        return _or_text(pc.add(days, float(_EPOCH_DAYS)), _outside(days), column), "moment"
    if pa.types.is_decimal(kind):
        numbers = column.cast(pa.string()).cast(pa.float64())
        limit = 10.0 ** (_DIGITS - kind.scale)
        too_long = pc.greater_equal(pc.abs(numbers), limit)
        return _or_text(numbers, too_long if kind.precision > _DIGITS else None, column), ""
    if pa.types.is_integer(kind) and kind.bit_width == 64:
        too_long = pc.or_(pc.greater(column, 10**_DIGITS), pc.less(column, -(10**_DIGITS)))
        return _or_text(column, too_long, column), ""
    if pa.types.is_floating(kind):
        return _or_text(column, pc.invert(pc.is_finite(column)), column), ""
    return python_values(column), ""


def _outside(days: pa.Array) -> pa.Array:
    """Where a day is one that Excel does not count as others do."""
    return pc.or_(pc.less(days, float(_FIRST_DAY)), pc.greater_equal(days, float(_LAST_DAY + 1)))


def _or_text(numbers: pa.Array, unfit: pa.Array | None, column: pa.Array) -> list[Any]:
    """The numbers, but as text where they do not fit in a cell."""
    values = python_values(numbers)
    if unfit is None:
        return values
    places = np.flatnonzero(unfit.fill_null(False).to_numpy(zero_copy_only=False))
    texts = plain_texts(column.take(pa.array(places, pa.int64()))).to_pylist()
    for place, text in zip(places, texts, strict=True):
        values[place] = text
    return values
