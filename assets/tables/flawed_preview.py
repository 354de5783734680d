"""The first rows that have flaws, with their labels, for a person to look at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from assets.schema.dataset import Dataset
from assets.tables.engine import cached_engine


@dataclass(frozen=True)
class FlawedRows:
    """Some rows with flaws and, in ``labels``, all flawed cells of these.

    ``numbers`` are the rows' numbers, from 0. ``cells`` says how many cells have each kind of flaw
    among the first ``among`` rows of the table.
    """

    numbers: list[int]
    rows: pa.Table
    labels: pa.Table
    cells: dict[str, int]
    among: int


def flawed_rows(dataset: Dataset, table: str, rows: int = 20, among: int = 2_000) -> FlawedRows:
    """Up to ``rows`` of the first rows of a table that have flaws, each kind in each column among
    them as far as there is room. Raises InfeasibleSpecError or GenerationError."""
    engine = cached_engine(dataset.canonical_json())
    stop = min(among, dataset.table(table).rows)
    labels = pa.Table.from_batches(engine.labels(table, 0, stop), engine.label_schema(table))
    at = np.asarray(labels["row_number"])
    names = [labels[name].to_pylist() for name in ("flaw", "column_name")]
    picked = sorted(_picked(at.tolist(), list(zip(*names, strict=True)), rows))
    chunk = pa.Table.from_batches([engine.chunk(table, 0, stop)])
    kinds, counts = np.unique(np.array(names[0], dtype=str), return_counts=True)
    return FlawedRows(
        picked,
        chunk.take(pa.array(picked, pa.int64())),
        labels.filter(pa.array(np.isin(at, picked))),
        dict(zip(kinds.tolist(), counts.tolist(), strict=True)),
        stop,
    )


def _picked(rows: list[int], flaws: list[tuple[str, ...]], most: int) -> set[int]:
    """Rows of every flaw in turn, until there are enough or no more."""
    turns: dict[tuple[str, ...], list[int]] = {}
    for row, flaw in zip(rows, flaws, strict=True):
        turns.setdefault(flaw, []).append(row)
    found = set[int]()
    for turn in range(most):
        for queue in turns.values():
            if len(found) < most and turn < len(queue):
                found.add(queue[turn])
    return found
