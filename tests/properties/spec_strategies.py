"""Hypothesis strategies for specs: valid datasets with every kind of generator, keys and odd names.

``datasets()`` is the one to begin with. ``GENERATORS`` has a strategy of (type, generator) pairs
for each kind; a new kind needs a line there.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

from hypothesis import strategies as st

from assets.schema import generators as g
from assets.schema.change_streams import ChangeStream
from assets.schema.correlations import Correlation
from assets.schema.dataset import MAX_SEED, Dataset
from assets.schema.exactness import is_exact
from assets.schema.moments import MONTHS, WEEKDAYS
from assets.schema.names import check_identifier, folded
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
from tests.properties.number_strategies import DISTRIBUTIONS

Pair = tuple[str, g.Generator]
NAME_POOL = [
    "id", "name", "Name of it", "parent_id", "price", "order", "select", "Größe", "名前", "नाम",
    "a--b", "x" * 128, "1st", "$ref", "user.name", "100%", "(note)", "#", "_",
]  # fmt: skip

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
rates = st.floats(0, 1)
int64 = st.integers(g.INT64_MIN, g.INT64_MAX)
finite = st.floats(allow_nan=False, allow_infinity=False)


def _is_legal(name: str) -> bool:
    try:
        check_identifier(name)
    except ValueError:
        return False
    return True


identifiers = st.one_of(
    st.sampled_from(NAME_POOL),
    st.from_regex(r"[a-z_]{1,12}", fullmatch=True),
    st.text(
        st.characters(categories=["L", "Nd"], include_characters=" _-$#@.&+()%"),
        min_size=1,
        max_size=24,
    ).filter(_is_legal),
)
dataset_names = st.from_regex(r"[a-z][a-z0-9_]{0,62}", fullmatch=True)


def _lists(names: st.SearchStrategy[str], low: int, high: int) -> st.SearchStrategy[list[str]]:
    return st.lists(names, min_size=low, max_size=high, unique_by=folded)


def _ranges(values: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, Any]]:
    return st.tuples(values, values).map(lambda pair: (min(pair), max(pair)))


def _of(types: list[str], made: st.SearchStrategy[Any]) -> st.SearchStrategy[Pair]:
    return st.tuples(st.sampled_from(types), made)


def _between(kind: Callable[..., Any], values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return _ranges(values).map(lambda pair: kind(min=pair[0], max=pair[1]))


def _lengths(kind: Callable[..., Any]) -> st.SearchStrategy[Any]:
    ends = _ranges(st.integers(0, 60))
    return ends.map(lambda pair: kind(min_length=pair[0], max_length=pair[1]))


def _field(kind: Any, *, group: bool) -> st.SearchStrategy[Any]:
    fields = st.sampled_from(kind.model_fields["field"].annotation.__args__)
    groups = {"group": st.sampled_from(["", "billing", "Größe"])} if group else {}
    return st.builds(kind, field=fields, **groups)


@st.composite
def _choices(draw: st.DrawFn) -> Pair:
    kind, values = draw(
        st.sampled_from(
            [
                ("integer", st.integers(-1000, 1000)),
                ("double", finite),
                ("boolean", st.booleans()),
                ("text", texts),
            ]
        )
    )
    items = draw(st.lists(values, min_size=1, max_size=6, unique_by=str))
    weights = draw(st.none() | st.just([draw(st.floats(0.01, 1e6)) for _ in items]))
    zipf = draw(st.none() | st.floats(0.1, 5)) if weights is None else None
    ordered = draw(st.booleans())
    return kind, g.Choice(values=items, weights=weights, zipf=zipf, ordered=ordered)


@st.composite
def _json_objects(draw: st.DrawFn) -> Pair:
    names = draw(_lists(identifiers, 1, 3))
    return "json", g.Json(fields={name: draw(_scalars())[1] for name in names})


@st.composite
def _arrays(draw: st.DrawFn) -> Pair:
    kind, items = draw(_scalars())
    low, high = draw(_ranges(st.integers(0, 20)))
    return f"{kind}[]", g.Array(items=items, min_items=low, max_items=high)


INTEGERS = ["tinyint", "smallint", "integer", "bigint"]
STRINGS = ["text", "varchar(60)", "char(7)"]
moments = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1))  # Faker and SQL Server agree
spans = st.lists(moments, min_size=2, max_size=2, unique=True).map(sorted)
_day_profile: dict[str, st.SearchStrategy[Any]] = {
    "weekdays": st.dictionaries(st.sampled_from(WEEKDAYS[:5]), st.floats(0.01, 9), max_size=4),
    "months": st.dictionaries(st.sampled_from(MONTHS), st.floats(0.01, 9), max_size=6),
    "business_days": st.booleans(),
    "holidays": st.lists(st.dates(date(2019, 1, 1), date(2027, 1, 1)), max_size=4),
    "growth": st.floats(-0.5, 2),
}
profiles = st.builds(
    g.Profile,
    **_day_profile,
    hours=st.none() | st.lists(st.floats(0.1, 9), min_size=24, max_size=24),
    business_hours=st.none() | st.just(g.BusinessHours()),
    time_zone=st.none() | st.sampled_from(["UTC", "Europe/Berlin", "America/St_Johns"]),
)
"""Profiles that leave something of any year."""

patterns = st.text("#Aa*-x ", min_size=1, max_size=12)

REGEXES = ["[A-Z]{2}-[0-9]{4}", "(ab|a|b)*c?", "x", "[^a]{1,3}", "(foo|bar) [é-ü]+"]


def _hierarchy(level: str) -> g.Hierarchy:
    tree = {"Italy": {"Rome": 3.0, "Milan": 1.0}, "Chile": {"Talca": 0.5}}
    return g.Hierarchy(level=level, levels=["country", "city"], tree=tree)


_SCALARS: dict[str, st.SearchStrategy[Pair]] = {
    "sequence": _of(
        ["bigint", "integer"],
        st.builds(g.Sequence, start=st.integers(-1000, 10**6), step=st.sampled_from([1, 2, -3])),
    ),
    "integer": _of(INTEGERS, _between(g.Integer, st.integers(-128, 127)))
    | _of(["bigint"], _between(g.Integer, int64)),
    "decimal": _of(["decimal(10,2)", "decimal(38)"], _between(g.Decimal, st.floats(-1e7, 1e7))),
    "float": _of(["real", "double"], _between(g.Float, st.floats(-1e30, 1e30))),
    **DISTRIBUTIONS,
    "boolean": _of(["boolean"], st.builds(g.Boolean, true_rate=rates)),
    "date": _of(["date"], _between(g.Date, st.dates(date(1900, 1, 1), date(2100, 1, 1))))
    | _of(["date"], st.builds(g.Date, profile=st.builds(g.DayProfile, **_day_profile))),
    "timestamp": _of(["timestamp"], spans.map(lambda s: g.Timestamp(min=s[0], max=s[1])))
    | _of(["timestamp", "timestamptz"], st.builds(g.Timestamp, profile=profiles))
    | _of(
        ["timestamptz"],
        spans.map(
            lambda s: g.Timestamp(min=s[0].replace(tzinfo=UTC), max=s[1].replace(tzinfo=UTC))
        ),
    ),
    "time": _of(["time"], _between(g.Time, st.times(time(0), time(23, 59)))),
    "duration": _of(
        ["text", "bigint", "time"],
        st.builds(
            g.Duration,
            length=st.builds(g.Integer, min=st.integers(0, 9), max=st.integers(10, 23)),
            unit=st.sampled_from(["seconds", "minutes", "hours"]),
        ),
    ),
    "string": _of(["text", "varchar(60)"], _lengths(g.String)),
    "pattern": _of(["text", "varchar(12)"], st.builds(g.Pattern, pattern=patterns)),
    "uuid": _of(["uuid", "char(36)"], st.just(g.Uuid())),
    "choice": _choices(),
    "person": _of(["text"], _field(g.Person, group=True)),
    "address": _of(["text"], _field(g.Address, group=True)),
    "company": _of(["text"], _field(g.Company, group=True)),
    "product": _of(["text"], _field(g.Product, group=True)),
    "regex": _of(["text"], st.builds(g.Regex, pattern=st.sampled_from(REGEXES))),
    "pool": _of(
        ["text"],
        st.lists(texts, min_size=1, max_size=6, unique=True).map(lambda v: g.Pool(values=v)),
    ),
    "hierarchy": _of(["text"], st.sampled_from(["country", "city"]).map(_hierarchy)),
    "payment_card": _of(["text"], _field(g.PaymentCard, group=True)),
    "bank_account": _of(["text"], _field(g.BankAccount, group=True)),
    "vehicle": _of(["text"], _field(g.Vehicle, group=True)),
    "code": _of(["text"], _field(g.Code, group=False)),
    "reference_data": _of(["text"], _field(g.ReferenceData, group=True)),
    "internet": _of(["text"], _field(g.Internet, group=True)),
    "text": _of(
        ["text"],
        st.builds(
            g.Text,
            style=st.sampled_from(["word", "title", "sentence", "paragraph"]),
            pool_size=st.integers(1, 50),
        ),
    ),
    "bytes": _of(["bytes"], _lengths(g.Bytes)),
}


def _scalars() -> st.SearchStrategy[Pair]:
    return st.one_of(*_SCALARS.values())


GENERATORS: dict[str, st.SearchStrategy[Pair]] = {
    **_SCALARS,
    "position": _of(["integer"], st.builds(g.Position, start=st.integers(-9, 9))),
    "json": _json_objects(),
    "array": _arrays(),
    "expression": _of(["text"], st.sampled_from(["'a' || 'b'", "1 + 1"]).map(
        lambda sql: g.Expression(sql=sql)
    )),
}  # fmt: skip

_paths = st.sampled_from(["id", "parent_id", "parents.name", "Name of it"])
_units = st.sampled_from(["seconds", "minutes", "hours", "days", "weeks"])
_bounds = st.none() | _paths | st.just("2030-12-31T12:00:00")
_business: dict[str, st.SearchStrategy[Any]] = {
    "unit": st.just("business_days"),
    "holidays": st.lists(st.dates(date(2019, 1, 1), date(2027, 1, 1)), max_size=3),
}
_delays = st.builds(g.Integer, min=st.integers(0, 9), max=st.integers(10, 99))
_conditions = st.sampled_from(["id > 3", "parents.name = 'x'", "true"])
_moments = ["date", "timestamp"]


@st.composite
def _conditional_tables(draw: st.DrawFn) -> Pair:
    paths = draw(st.lists(_paths, min_size=1, max_size=2, unique=True))
    plain = st.none() | st.booleans() | st.integers(-9, 9) | texts
    whens = st.lists(plain, min_size=len(paths), max_size=len(paths))
    segments = draw(st.lists(whens, min_size=1, max_size=4, unique_by=lambda w: str(w).lower()))
    weights = st.lists(st.floats(0.01, 9), min_size=2, max_size=2)
    values = draw(st.none() | st.just([1, 2]))
    return "integer", g.ConditionalTable(
        columns=paths,
        values=values,
        segments=[
            g.Segment(when=when, weights=draw(weights))
            if values
            else g.Segment(when=when, use=draw(_delays))
            for when in segments
        ],
        otherwise=draw(st.none() | _delays),
    )


DERIVED: dict[str, st.SearchStrategy[Pair]] = {
    "inherit": _of(["text"], st.builds(g.Inherit, column=_paths)),
    "after": _of(
        _moments,
        st.builds(g.After, column=_paths, delay=_delays, unit=_units, latest=_bounds)
        | st.builds(g.After, column=_paths, delay=_delays, **_business),
    ),
    "before": _of(
        _moments,
        st.builds(g.Before, column=_paths, delay=_delays, unit=_units, earliest=_bounds)
        | st.builds(g.Before, column=_paths, delay=_delays, **_business),
    ),
    "events": _of(
        _moments,
        st.builds(
            g.Events,
            column=_paths,
            gap=_delays,
            unit=_units,
            sessions=st.none() | st.builds(g.Sessions, length=_delays, pause=_delays),
        ),
    ),
    "session": _of(["integer"], st.builds(g.Session, column=st.just("id"))),
    "elapsed": _of(["text", "double"], st.builds(g.Elapsed, start=_paths, end=_paths, unit=_units)),
    "running": _of(["bigint"], st.builds(g.Running, column=st.just("id"), start=_paths | finite)),
    "aggregate": _of(
        ["bigint"],
        st.builds(
            g.Aggregate,
            function=st.sampled_from(["sum", "min", "max", "avg"]),
            table=st.just("children"),
            column=st.just("id"),
            filter=st.none() | _conditions,
        ),
    ),
    "conditional": _of(
        ["integer"],
        st.builds(
            g.Conditional,
            cases=st.lists(
                st.builds(g.Case, when=_conditions, use=_delays), min_size=1, max_size=3
            ),
            otherwise=_delays,
        ),
    ),
    "conditional_table": _conditional_tables(),
    "template": _of(["text"], st.builds(g.Template, template=st.sampled_from(["{id}", "a {x.y}"]))),
}
"""Kinds that need a table around them: no part of ``datasets()``, whose columns are drawn alone."""


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
    own = draw(_lists(names, 1, 6))
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
    own = draw(_lists(names.filter(lambda name: folded(name) not in taken), *[len(target)] * 2))
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
    kind, owner = draw(_lists(free, 2, 2))
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
    tables = [draw(_tables(name, names)) for name in draw(_lists(names, 1, 4))]
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
