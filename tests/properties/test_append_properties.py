"""Appends: old rows stay as they are, and keys, uniqueness and aggregates hold over all rows."""

from __future__ import annotations

from itertools import pairwise

import duckdb
import numpy as np
import pyarrow as pa
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from assets.errors import InfeasibleSpecError, SpecError
from assets.schema.dataset import Dataset
from assets.tables.engine import Engine
from assets.tables.epochs import Epochs
from assets.tables.growing import Allocation, Box
from tests.fixtures.appends import school
from tests.properties.spec_strategies import datasets

SLOW = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
added = st.one_of(st.just(0), st.integers(1, 40))


def _whole(engine: Engine, table: str) -> pa.Table:
    return pa.Table.from_batches(engine.chunks(table), schema=engine.schema(table))


def _engine(dataset: Dataset) -> Engine:
    """The engine; what it refuses is not what these tests are about."""
    try:
        return Engine(dataset)
    except InfeasibleSpecError:
        reject()


@SLOW
@given(datasets(), st.integers(1, 40), st.data())
def test_old_rows_stay_and_keys_hold(dataset: Dataset, rows: int, data: st.DataObject) -> None:
    grown = dataset.with_rows(rows)
    names = [table.name for table in dataset.tables]
    engines = [_engine(grown)]
    for _ in range(2):
        grown = grown.append(data.draw(st.fixed_dictionaries(dict.fromkeys(names, added))))
        engines.append(_engine(grown))
    for before, after in pairwise(engines):
        for table in before.dataset.tables:
            again = after.chunk(table.name, 0, table.rows)
            assert _whole(before, table.name).equals(pa.Table.from_batches([again]))
    _require_integrity(grown, engines[-1])


@SLOW
@given(
    st.integers(1, 60), st.integers(3, 9), st.integers(1, 40), st.integers(0, 2**40),
    st.lists(st.integers(0, 5), min_size=1, max_size=4, unique=True).filter(any), st.data(),
)  # fmt: skip
def test_every_relation_holds_over_appends(
    students: int, courses: int, enrollments: int, seed: int, lines: list[int], data: st.DataObject
) -> None:
    try:
        grown = school(students, courses, enrollments, seed=seed, lines=lines)
    except SpecError:  # so few students that none has an invoice
        reject()
    engine = _engine(grown)
    for _ in range(3):
        counts = {"students": data.draw(added), "courses": data.draw(added)}
        counts["enrollments"] = data.draw(added)
        counts["profiles"] = data.draw(st.integers(0, counts["students"]))
        grown, before = grown.append(counts), engine
        engine = _engine(grown)
        for table in before.dataset.tables:
            rows = before.dataset.table(table.name).rows
            old = pa.Table.from_batches([engine.chunk(table.name, 0, rows)])
            assert old.equals(_whole(before, table.name)), table.name
    _require_integrity(grown, engine)
    tables = {t.name: _whole(engine, t.name) for t in grown.tables}
    with duckdb.connect() as connection:
        for name, rows in tables.items():
            connection.register(name, rows)
        for query in (
            "SELECT * FROM invoices i WHERE total <> "
            "(SELECT coalesce(sum(amount), 0) FROM lines l WHERE l.invoice_id = i.invoice_id)",
            "SELECT * FROM students s WHERE invoices <> "
            "(SELECT count(*) FROM invoices i WHERE i.student_id = s.student_id)",
            "SELECT * FROM (SELECT so_far, sum(amount) OVER (PARTITION BY invoice_id ORDER BY "
            "line_no) AS found FROM lines) WHERE so_far <> found",
            "SELECT * FROM students WHERE buddy_id >= student_id",
            "SELECT * FROM profiles JOIN students USING (student_id) WHERE since <= born",
        ):
            assert connection.execute(query).fetchall() == [], query
    cuts = data.draw(st.lists(st.integers(0, tables["lines"].num_rows), max_size=4))
    edges = sorted({0, tables["lines"].num_rows, *cuts})
    pieces = [engine.chunk("lines", low, high) for low, high in pairwise(edges)]
    assert pa.Table.from_batches(pieces).equals(tables["lines"].combine_chunks())


def _require_integrity(dataset: Dataset, engine: Engine) -> None:
    # Of the truth: flaws break such rules on purpose.
    found = {t.name: engine.truth(t.name, 0, t.rows).to_pydict() for t in dataset.tables}
    for table in dataset.tables:
        columns = found[table.name]
        for names in table.unique_sets:
            keys = zip(*(map(repr, columns[name]) for name in names), strict=True)
            full = [key for key in keys if "None" not in key]
            assert len(set(full)) == len(full), (table.name, names)
        for key in table.foreign_keys:
            parent = found[key.references]
            known = set(zip(*(map(str, parent[n]) for n in key.references_columns), strict=True))
            for values in zip(*(columns[n] for n in key.columns), strict=True):
                assert None in values or tuple(map(str, values)) in known


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 60)), min_size=1, max_size=6),
    st.integers(0, 40),
)
def test_an_allocation_takes_no_index_twice_and_none_too_early(
    steps: list[tuple[int, int]], more: int
) -> None:
    rows, domain = [0], [0]
    for taken, size in steps:
        domain.append(domain[-1] + size)
        rows.append(min(rows[-1] + taken, domain[-1]))
    allocation = Allocation(Epochs(rows[1:]), Epochs(domain[1:]))
    found = allocation(np.arange(rows[-1], dtype=np.uint64)).tolist()
    assert len(set(found)) == len(found)
    for (first, last), most in zip(pairwise(rows), domain[1:], strict=True):
        assert all(index < most for index in found[first:last])
    longer = Allocation(Epochs([*rows[1:-1], min(rows[-1] + more, domain[-1])]), Epochs(domain[1:]))
    assert longer(np.arange(rows[-1], dtype=np.uint64)).tolist() == found


@given(
    st.integers(1, 3).flatmap(
        lambda width: st.lists(
            st.tuples(*[st.integers(0, 4)] * width), min_size=1, max_size=4
        )
    )
)  # fmt: skip
def test_a_box_has_each_combination_once_and_in_its_epoch(steps: list[tuple[int, ...]]) -> None:
    radices = [[size + 1 for size in steps[0]]]
    for step in steps[1:]:
        radices.append([size + more for size, more in zip(radices[-1], step, strict=True)])
    box = Box(radices)
    digits = box.digits(np.arange(box.ends[-1], dtype=np.uint64))
    found = list(zip(*(each.tolist() for each in digits), strict=True))
    assert len(set(found)) == len(found) == np.prod(radices[-1])
    for end, sizes in zip(box.ends, radices, strict=True):
        assert end == np.prod(sizes)
        assert all(d < size for each in found[:end] for d, size in zip(each, sizes, strict=True))
