"""Hypothesis strategies for specs: valid datasets with every kind of generator, keys and odd names.

``datasets()`` is the one to begin with.
"""

from __future__ import annotations

from datetime import UTC

from hypothesis import strategies as st

from assets.schema import generators as g
from assets.schema.change_streams import ChangeStream
from assets.schema.correlations import Correlation
from assets.schema.dataset import MAX_SEED, Dataset
from assets.schema.exactness import is_exact
from assets.schema.names import folded
from assets.schema.polymorphic import PolymorphicKey, PolymorphicReference
from assets.schema.table import (
    Check,
    Column,
    ForeignKey,
    OneToOne,
    Pick,
    Table,
    Tree,
    Uniform,
    Zipf,
)
from assets.schema.targets import ColumnTarget
from assets.schema.types import ColumnType
from tests.properties.flaw_strategies import flaws
from tests.properties.generator_strategies import GENERATORS, moments
from tests.properties.name_strategies import (
    NAME_POOL,
    dataset_names,
    finite,
    identifiers,
    lists_of,
    rates,
    texts,
)
from tests.properties.number_strategies import DISTRIBUTIONS


@st.composite
def columns(draw: st.DrawFn, name: str, *, key: bool = False) -> Column:
    """A column whose generator suits its type; ``key``: one that may stand in a primary key."""
    pairs = st.one_of(*(GENERATORS[kind] for kind in ("sequence", "uuid", "integer", "pattern")))
    kind, generator = draw(pairs if key else st.one_of(*GENERATORS.values()))
    nullable = not key and draw(st.booleans())
    if isinstance(generator, g.Choice | g.Boolean):
        generator = generator.model_copy(update={"exact": not nullable and draw(st.booleans())})
    return Column(
        name=name,
        type=ColumnType.parse(kind),
        nullable=nullable,
        null_rate=draw(rates) if nullable else 0.0,
        unique=not key and draw(st.booleans()) and kind == "bigint",
        generator=generator,
        description=draw(texts),
        source_type=draw(st.sampled_from(["", "NVARCHAR2(40)"])),
    )


_ORDERED = {"integer", "decimal", "float", "boolean", "date", "timestamp", "time", *DISTRIBUTIONS}


@st.composite
def _correlations(draw: st.DrawFn, columns: list[Column]) -> list[Correlation]:
    """No correlation, or one of two columns that can have one."""
    names = [
        column.name
        for column in columns
        if column.generator and column.generator.kind in _ORDERED and not column.unique
    ]
    if len(names) < 2 or draw(st.booleans()):
        return []
    one, other = draw(st.permutations(names))[:2]
    rank = draw(st.floats(-0.4, 0.4))
    if draw(st.booleans()):
        return [Correlation(pairs={one: {other: rank}})]
    return [Correlation(columns=[one, other], matrix=[[1, rank], [rank, 1]])]


def _change_streams(names: list[str]) -> st.SearchStrategy[ChangeStream]:
    return st.builds(
        ChangeStream,
        insert=st.none() | st.floats(0.1, 10),
        delete=st.none() | st.just(0.0),
        columns=st.none() | st.just(names[-1:]),
        start=moments.map(lambda moment: moment.replace(tzinfo=UTC)),
        per_hour=st.floats(0.1, 1e6),
    )


@st.composite
def _targets(draw: st.DrawFn, columns: list[Column]) -> list[ColumnTarget]:
    """No target, or one of a column that can have one, perhaps by one that has exact counts."""
    names = [
        column.name
        for column in columns
        if isinstance(column.generator, g.Integer) and not column.null_rate and not column.unique
    ]
    if not names or draw(st.booleans()):
        return []
    exact = [column.name for column in columns if is_exact(column.generator)]
    what = draw(st.sampled_from(["sum", "mean"]))
    figure = draw(st.integers(-99, 99) | finite | st.just("parents.name"))
    by = draw(st.sampled_from([None, *exact])) if not isinstance(figure, str) else None
    return [ColumnTarget(column=draw(st.sampled_from(names)), by=by, **{what: figure})]


@st.composite
def _tables(draw: st.DrawFn, name: str, names: st.SearchStrategy[str]) -> Table:
    """A table with keys, but no foreign key yet."""
    own = draw(lists_of(names, 1, 6))
    width = draw(st.integers(0, min(2, len(own))))
    parts = [draw(columns(each, key=place < width)) for place, each in enumerate(own)]
    checks = [
        Check(sql=f'"{each}" IS NOT NULL OR 1 = 1', name=draw(st.sampled_from(["", "ck"])))
        for each in own
        if "--" not in each and draw(st.booleans())
    ]
    unique = [own[:2]] if len(own) > 2 and draw(st.booleans()) else []
    rows = draw(st.integers(1, 10**15))
    return Table(
        name=name,
        rows=rows,
        appended=draw(st.sampled_from([[], [0, 0], [rows // 3, rows // 2]])),
        columns=draw(st.permutations(parts)),
        primary_key=own[:width],
        unique=unique,
        checks=checks,
        changes=draw(st.none() | _change_streams(own)),
        correlations=draw(_correlations(parts[max(width, 2 if unique else 0) :])),
        flaws=draw(flaws(parts)) if draw(st.booleans()) else [],
        flaw_labels=len(name) < 99 and draw(st.booleans()),
        targets=draw(_targets(parts[max(width, 2 if unique else 0) :])),
        description=draw(texts),
    )


@st.composite
def _referring(
    draw: st.DrawFn, table: Table, parent: Table, names: st.SearchStrategy[str]
) -> Table:
    """``table`` with a foreign key to ``parent``, which may be itself, on columns of its own."""
    target = list(draw(st.sampled_from(parent.unique_sets)))
    taken = {folded(column.name) for column in table.columns}
    own = draw(lists_of(names.filter(lambda name: folded(name) not in taken), *[len(target)] * 2))
    nullable = draw(st.booleans())
    added = [
        Column(name=name, type=parent.column(other).type, nullable=nullable)
        for name, other in zip(own, target, strict=True)
    ]
    picks: st.SearchStrategy[Pick] = st.one_of(
        st.just(Uniform()), st.just(OneToOne()), st.builds(Zipf, exponent=st.floats(0.1, 5))
    )
    if parent is table:
        picks |= st.builds(
            Tree,
            max_depth=st.integers(1, 9),
            roots=st.none() | st.just(1),
            branching=st.none() | st.floats(0.1, 9),
        )
    key = ForeignKey(
        columns=own,
        references=parent.name,
        references_columns=target,
        pick=draw(picks),
        null_rate=draw(rates) if nullable else 0.0,
        name=draw(st.sampled_from(["", "fk_parent"])),
    )
    fields = dict(table) | {
        "columns": [*table.columns, *added],
        "foreign_keys": [*table.foreign_keys, key],
    }
    return Table(**fields)


@st.composite
def _belonging(
    draw: st.DrawFn, table: Table, parents: list[Table], names: st.SearchStrategy[str]
) -> Table:
    """``table`` with a polymorphic key to some of ``parents`` whose keys are alike."""
    targets = {parent.name: parent.column(parent.primary_key[0]) for parent in parents}
    first = draw(st.sampled_from(parents))
    alike = [each for each in parents if targets[each.name].type == targets[first.name].type]
    taken = {folded(column.name) for column in table.columns}
    free = names.filter(lambda name: folded(name) not in taken)
    kind, owner = draw(lists_of(free, 2, 2))
    nullable = draw(st.booleans())
    key = PolymorphicKey(
        type_column=kind,
        id_column=owner,
        references=[
            PolymorphicReference(
                table=each.name,
                column=targets[each.name].name,
                type=draw(st.sampled_from([None, 100 + place, f"Class {place}"])),
                weight=draw(st.floats(0.5, 9)),
            )
            for place, each in enumerate(alike)
        ],
        null_rate=draw(rates) if nullable else 0.0,
    )
    added = [
        Column(name=kind, type=ColumnType("text"), nullable=nullable),
        Column(name=owner, type=targets[first.name].type, nullable=nullable),
    ]
    fields = dict(table) | {"columns": [*table.columns, *added], "polymorphic_keys": [key]}
    return Table(**fields)


@st.composite
def datasets(draw: st.DrawFn, names: st.SearchStrategy[str] = identifiers) -> Dataset:
    """A valid dataset of one to four tables, whose tables and columns have ``names``.

    It has every kind of generator that suits its columns' types, and foreign keys that are simple,
    composite, self-referencing, cyclic or polymorphic. It need not be feasible: rows reach 10^15.
    """
    tables = [draw(_tables(name, names)) for name in draw(lists_of(names, 1, 4))]
    for place in range(len(tables)):
        for _ in range(draw(st.integers(0, 2))):
            parent = draw(st.sampled_from(tables))
            if parent.unique_sets:
                own = tables[place] if parent.name != tables[place].name else parent
                tables[place] = draw(_referring(own, parent, names))
        keyed = [table for table in tables if len(table.primary_key) == 1]
        if keyed and draw(st.integers(0, 3)) == 0:
            tables[place] = draw(_belonging(tables[place], keyed, names))
    return Dataset(
        name=draw(dataset_names),
        description=draw(texts),
        seed=draw(st.integers(0, MAX_SEED)),
        locale=draw(st.sampled_from(["en_US", "de_DE", "ja_JP"])),
        tables=draw(st.permutations(tables)),
    )


related = datasets(st.sampled_from(NAME_POOL))
"""Datasets that often share names of tables and columns, for what compares two of them."""
