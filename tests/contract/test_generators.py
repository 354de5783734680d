"""What every generator kind promises, on every column type that it claims."""

from __future__ import annotations

from typing import Any, get_args

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from assets.schema import generators as g
from assets.schema.types import PLAIN_KINDS, ColumnType
from assets.tables.arrow_arrays import POOLED, arrow_type
from assets.tables.derived.registry import DERIVED
from assets.tables.generators.base import Source, Target
from assets.tables.generators.registry import KINDS, build_source
from assets.tables.randomness import Rows, Stream


def _each(kind: Any, **fixed: Any) -> list[g.Generator]:
    """The kind with each value of its ``field``."""
    return [kind(field=field, **fixed) for field in get_args(kind.model_fields["field"].annotation)]


GENERATORS: dict[str, list[g.Generator]] = {
    "sequence": [g.Sequence(), g.Sequence(start=-20, step=-3)],
    "position": [g.Position(), g.Position(start=10, step=10)],
    "integer": [g.Integer(min=-50, max=50), g.Integer(min=7, max=7), g.Integer(max=99, step=5)],
    "decimal": [g.Decimal(min=-1.25, max=9.99), g.Decimal(min=0.03, max=2, step=0.05)],
    "float": [g.Float(min=-2.0, max=5.0), g.Float(min=-1, max=1, step=0.1)],
    "normal": [
        g.Normal(mean=20, std=8),
        g.Normal(min=-9, max=9, step=3, std=9, outlier_rate=0.2),
    ],
    "lognormal": [g.Lognormal(mu=2, sigma=0.5), g.Lognormal(max=20)],
    "exponential": [g.Exponential(scale=10), g.Exponential(min=1, max=5)],
    "gamma": [g.Gamma(scale=3), g.Gamma(shape=0.2, max=9)],
    "beta": [g.Beta(low=-50, high=50), g.Beta(a=0.5, b=0.5)],
    "poisson": [g.Poisson(lam=4), g.Poisson(lam=90, min=80, max=100, outlier_rate=0.1)],
    "binomial": [g.Binomial(n=100, p=0.2), g.Binomial(n=3, p=1)],
    "geometric": [g.Geometric(p=0.2), g.Geometric(p=1), g.Geometric(p=0.001, max=50)],
    "zipf": [g.Zipf(exponent=0.8, max=100), g.Zipf(exponent=1, max=9), g.Zipf(exponent=6)],
    "pareto": [g.Pareto(), g.Pareto(shape=0.5, scale=2, max=100)],
    "triangular": [
        g.Triangular(left=-20, mode=0, right=50),
        g.Triangular(left=-9, mode=0, right=0, step=2),
    ],
    "histogram": [g.Histogram(bins=[0, 1, 5, 50], weights=[1, 0, 3])],
    "mixture": [
        g.Mixture(components=[g.Integer(min=0, max=0), g.Normal(mean=50, std=5)], weights=[1, 4]),
        g.Mixture(components=[g.Poisson(lam=3), g.Float(max=9), g.Beta(min=0.5)], step=2),
    ],
    "boolean": [g.Boolean(true_rate=0.3)],
    "date": [
        g.Date(),
        g.Date(profile=g.DayProfile(business_days=True, months={"may": 4}, growth=-0.3)),
    ],
    "timestamp": [
        g.Timestamp(),
        g.Timestamp(profile=g.Profile(hours=[1, *[0] * 7, *[3] * 16], time_zone="Asia/Kolkata")),
        g.Timestamp(profile=g.Profile(business_hours=g.BusinessHours(), weekdays={"monday": 9})),
    ],
    "time": [g.Time()],
    "duration": [
        g.Duration(length=g.Integer(max=95)),
        g.Duration(length=g.Gamma(shape=2, scale=3, max=90), unit="seconds"),
        g.Duration(length=g.Choice(values=[15, 30, 45])),
    ],
    "string": [g.String(), g.String(min_length=0, max_length=3, alphabet="xyz")],
    "pattern": [g.Pattern(pattern="A#-a*"), g.Pattern(pattern="\\#ü#" + "*" * 17)],
    "uuid": [g.Uuid()],
    "choice": [],
    "regex": [
        g.Regex(pattern="[A-Z]{2}-[0-9]{4}"),
        g.Regex(pattern="(ab|a|b)*c?"),
        g.Regex(pattern="[a-z]{20}|[é-ü]{1,3}"),
    ],
    "pool": [
        g.Pool(values=["red", "green", "blue"]),
        g.Pool(values=["red", "green"], weights=[1, 0]),
        g.Pool(values=["red", "green", "blue"], zipf=1.2),
    ],
    "hierarchy": [
        g.Hierarchy(level=level, levels=["state", "city"], tree=tree)
        for level in ("state", "city")
        for tree in ({"A": ["x", "y"], "B": ["z"]}, {"A": {"x": 1.0, "y": 0.0}, "B": {"z": 3.0}})
    ],
    "person": [*_each(g.Person), *_each(g.Person, pool_size=7)],
    "address": [*_each(g.Address), *_each(g.Address, pool_size=7)],
    "company": [*_each(g.Company), *_each(g.Company, pool_size=7)],
    "product": [*_each(g.Product), *_each(g.Product, pool_size=7)],
    "payment_card": [*_each(g.PaymentCard), g.PaymentCard(field="number", separator=" ")],
    "bank_account": [*_each(g.BankAccount), *_each(g.BankAccount, country="IT")],
    "vehicle": _each(g.Vehicle),
    "code": [*_each(g.Code), g.Code(field="isbn13", separator="-")],
    "reference_data": [*_each(g.ReferenceData), *_each(g.ReferenceData, group="a")],
    "internet": [*_each(g.Internet), *_each(g.Internet, group="a")],
    "text": [
        g.Text(style=s, pool_size=300, zipf=zipf)
        for s in g.Text.model_fields["style"].annotation.__args__
        for zipf in (None, 1.2)
    ],
    "json": [
        g.Json(
            fields={
                'a "quoted" \\ name'.replace('"', "").replace("\\", ""): g.Integer(),
                "tags": g.Array(items=g.Text(style="word", pool_size=20)),
                "nested": g.Json(fields={"on": g.Date(), "ok": g.Boolean()}),
            }
        )
    ],
    "array": [],
    "bytes": [g.Bytes(), g.Bytes(min_length=0, max_length=3)],
}
CHOICES: dict[str, list[str | int | float | bool]] = {
    "boolean": [True, False],
    "decimal": ["1.50", 2.25],
    "real": [0.5, 2.0],
    "double": [0.5, 2.0],
    "date": ["2024-02-29", "2025-01-01"],
    "time": ["08:00:00", "20:00:00"],
    "timestamp": ["2024-02-29 10:00:00", "2025-01-01 00:00:00"],
    "timestamptz": ["2024-02-29 10:00:00", "2025-01-01 00:00:00+02:00"],
}
ITEMS: dict[str, g.Generator] = {
    "decimal": g.Decimal(), "real": g.Float(), "double": g.Float(), "boolean": g.Boolean(),
    "date": g.Date(), "time": g.Time(), "timestamp": g.Timestamp(), "timestamptz": g.Timestamp(),
    "uuid": g.Uuid(), "bytes": g.Bytes(), "json": g.Json(fields={"a": g.Integer()}),
    "char": g.Pattern(pattern="AA"), "varchar": g.String(), "text": g.Text(pool_size=20),
}  # fmt: skip
LENGTHS = {"char": 40, "varchar": 60}


def _generators(kind: str, type_kind: str) -> list[g.Generator]:
    if kind == "choice":
        number = type_kind.endswith("int") or type_kind == "integer"
        default: list[str | int | float | bool] = [1, 2, 3] if number else ["red", "green"]
        values = CHOICES.get(type_kind, default)
        weights = [float(place + 1) for place in range(len(values))]
        return [
            g.Choice(values=values),
            g.Choice(values=values, weights=weights),
            g.Choice(values=values, zipf=1.5, ordered=True),
        ]
    if kind == "array":
        return [g.Array(items=ITEMS.get(type_kind, g.Integer(max=100)), min_items=0, max_items=4)]
    return GENERATORS[kind]


def _type(type_kind: str, *, is_array: bool) -> ColumnType:
    return ColumnType(
        type_kind,
        length=LENGTHS.get(type_kind),
        precision=10 if type_kind == "decimal" else None,
        scale=2 if type_kind == "decimal" else 0,
        is_array=is_array,
    )


CASES = [
    pytest.param(generator, _type(type_kind, is_array=KINDS[kind].arrays), id=f"{kind}-{type_kind}")
    for kind in KINDS
    for type_kind in sorted(KINDS[kind].types.union(*KINDS[kind].fields.values()))
    for generator in _generators(kind, type_kind)
    if (kind != "json" or type_kind not in LENGTHS) and type_kind in KINDS[kind].fills(generator)
]


def _fits(generator: g.Generator, column: ColumnType) -> Source | None:
    """The source; None for a value that is too long for the type, which is refused."""
    try:
        return build_source(generator, Target(column))
    except ValueError as error:
        if column.length is None or not ("holds" in str(error) or "short" in str(error)):
            raise
        return None


@pytest.mark.parametrize(("generator", "column"), CASES)
def test_values_fit_the_type_and_depend_on_the_row_alone(
    generator: g.Generator, column: ColumnType
) -> None:
    source = _fits(generator, column)
    if source is None:
        return
    stream, rows = Stream(99), np.arange(700, dtype=np.uint64)
    values = source.draw(stream, rows)
    values.validate(full=True)
    assert values.type == source.arrow_type
    assert values.null_count == 0
    assert source.arrow_type in (arrow_type(column), POOLED)
    if column.length is not None and not column.is_array:
        plain = values.cast(pa.string()) if values.type == POOLED else values
        measure = pc.binary_length if pa.types.is_binary(plain.type) else pc.utf8_length
        assert pc.max(measure(plain)).as_py() <= column.length
    shuffled = np.random.default_rng(5).permutation(rows)
    assert source.draw(stream, shuffled).to_pylist() == [
        values[int(row)].as_py() for row in shuffled
    ]
    again = build_source(generator, Target(column)).draw(Stream(99), rows[300:310])
    assert again.to_pylist() == values.slice(300, 10).to_pylist()
    assert source.draw(Stream(100), rows[:0]).to_pylist() == []


@pytest.mark.parametrize(("generator", "column"), CASES)
def test_as_many_values_differ_as_are_promised(generator: g.Generator, column: ColumnType) -> None:
    source = _fits(generator, column)
    if source is None or source.distinct == 0:
        return
    wanted = min(source.distinct, 3_000)
    far = np.linspace(0, source.distinct - 1, wanted).astype(np.uint64)
    index: Rows = np.unique(np.concatenate([np.arange(wanted, dtype=np.uint64), far]))
    index = index[index < np.uint64(source.distinct)]
    values = source.at(index)
    values.validate(full=True)
    assert len(pc.unique(values)) == len(index)


@pytest.mark.parametrize(
    ("generator", "column", "rows"),
    [
        (g.Person(field="email"), "text", 3_000_000),
        (g.Person(field="email"), "varchar(24)", 50_000),
        (g.Person(field="username"), "varchar(12)", 50_000),
        (g.Person(field="phone"), "varchar(20)", 500_000),
        (g.Company(field="name"), "text", 20_000),
        (g.Company(field="email"), "text", 20_000),
        (g.ReferenceData(field="country"), "varchar(40)", 5_000),
        (g.Text(style="word"), "varchar(15)", 50_000),
        (g.Text(style="title"), "text", 50_000),
        (g.Product(field="sku"), "varchar(12)", 90_000),
        (g.Product(field="name"), "text", 200_000),
        (g.Internet(field="ipv4"), "text", 100_000),
        (g.Internet(field="url"), "text", 1_000_000),
    ],
)
def test_unique_columns_have_enough_values(generator: g.Generator, column: str, rows: int) -> None:
    source = build_source(generator, Target(ColumnType.parse(column), capacity=rows))
    assert source.distinct >= rows
    last = np.arange(rows - 2_000, rows, dtype=np.uint64)
    index = np.concatenate([np.arange(2_000, dtype=np.uint64), last])
    assert len(pc.unique(source.at(index))) == len(index)


def test_every_kind_of_the_spec_has_a_line_in_the_registry() -> None:
    union = g.Generator.__origin__.__args__
    kinds = {variant.model_fields["kind"].default for variant in union}
    assert kinds == set(KINDS) | set(DERIVED)
    assert not set(KINDS) & set(DERIVED)
    assert {name for kind in KINDS.values() for name in kind.types} == PLAIN_KINDS | {
        "char", "varchar", "decimal",
    }  # fmt: skip


def test_a_generator_that_cannot_fill_a_type_says_which_can() -> None:
    with pytest.raises(ValueError, match="cannot fill date: use choice, date"):
        build_source(g.Integer(), Target(ColumnType("date")))


@pytest.mark.parametrize(
    "locale",
    ["en_GB", "de_DE", "fr_FR", "es_ES", "it_IT", "nl_NL", "pl_PL", "pt_BR", "ja_JP"],
)
def test_people_and_addresses_of_a_locale(locale: str) -> None:
    rows = np.arange(300, dtype=np.uint64)
    for generator in (*GENERATORS["person"], *GENERATORS["address"], *GENERATORS["company"]):
        source = build_source(generator, Target(ColumnType("text"), locale, capacity=300))
        values = source.at(rows)
        assert all(values.to_pylist())
    target = Target(ColumnType("text"), locale, capacity=300)
    emails = build_source(g.Person(field="email"), target).at(rows)
    assert len(pc.unique(emails)) == 300
    matches = pc.match_substring_regex(emails, r"^[a-z0-9.]+@example\.(com|org|net)$")
    assert pc.all(matches).as_py()
