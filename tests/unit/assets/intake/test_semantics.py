"""What columns are called, and what fills them."""

from __future__ import annotations

import pytest

from assets.intake.semantics import ColumnFacts, generator_for
from assets.intake.semantics.words import subject, words
from assets.schema.types import ColumnType


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ShipPostalCode", ("ship", "postal", "code")),
        ("first_name", ("first", "name")),
        ("fname", ("first", "name")),
        ("IPAddress", ("ip", "address")),
        ("customerDOB", ("customer", "birth", "date")),
        ("address2", ("address", "2")),
        ("zip", ("postal", "code")),
        ("größe", ("größe",)),
    ],
)
def test_names_are_split_into_words(name: str, expected: tuple[str, ...]) -> None:
    assert words(name) == expected


@pytest.mark.parametrize(
    ("table", "expected"),
    [("Customers", "customer"), ("order_details", "detail"), ("categories", "category"),
     ("Address", "address"), ("boxes", "box")],
)  # fmt: skip
def test_a_table_has_a_subject(table: str, expected: str) -> None:
    assert subject(table) == expected


CHOSEN = [
    ("customers", "FirstName", "varchar(40)", "person", "first_name"),
    ("users", "e_mail", "text", "person", "email"),
    ("employees", "title", "varchar(30)", "person", "job_title"),
    ("film", "title", "text", "text", ""),
    ("customers", "name", "text", "person", "full_name"),
    ("suppliers", "name", "text", "company", "name"),
    ("products", "name", "text", "product", "name"),
    ("city", "city", "text", "address", "city"),
    ("country", "country", "text", "reference_data", "country"),
    ("orders", "ship_country", "char(2)", "reference_data", "country_code"),
    ("customers", "state", "char(2)", "address", "state_code"),
    ("sites", "homepage", "text", "internet", "url"),
    ("sites", "homepage", "varchar(20)", "text", ""),
    ("logs", "ip_address", "varchar(45)", "internet", "ipv4"),
    ("users", "password_hash", "varchar(60)", "string", ""),
    ("orders", "uuid", "char(36)", "uuid", ""),
    ("t", "quantity", "integer", "integer", ""),
    ("t", "is_active", "smallint", "choice", ""),
    ("t", "price", "decimal(10,2)", "decimal", ""),
    ("t", "birth_date", "date", "date", ""),
    ("t", "created_at", "timestamptz", "timestamp", ""),
    ("t", "opens", "time", "time", ""),
    ("t", "payload", "json", "json", ""),
    ("t", "tags", "text[]", "array", ""),
    ("t", "photo", "bytes", "bytes", ""),
    ("accounts", "iban", "varchar(34)", "bank_account", "iban"),
    ("accounts", "iban", "varchar(20)", "pattern", ""),
    ("accounts", "swift_code", "varchar(11)", "bank_account", "bic"),
    ("payments", "card_number", "varchar(19)", "payment_card", "number"),
    ("payments", "cvv", "char(3)", "payment_card", "security_code"),
    ("books", "isbn", "char(17)", "code", "isbn13"),
    ("books", "isbn10", "char(10)", "code", "isbn10"),
    ("products", "ean", "varchar(13)", "code", "ean13"),
    ("products", "barcode", "varchar(8)", "code", "ean8"),
    ("cars", "license_plate", "varchar(20)", "vehicle", "plate"),
    ("cars", "VIN", "char(17)", "vehicle", "vin"),
    ("shops", "lat", "decimal(9,6)", "address", "latitude"),
    ("shops", "lng", "double", "address", "longitude"),
    ("shops", "longitude", "decimal(4,2)", "decimal", ""),
    ("shops", "vat_id", "varchar(20)", "company", "vat_id"),
    ("files", "mime_type", "text", "internet", "mime_type"),
    ("files", "file_name", "varchar(100)", "internet", "file_name"),
]


@pytest.mark.parametrize(("table", "name", "kind", "generator", "field"), CHOSEN)
def test_the_generator_follows_the_name(
    table: str, name: str, kind: str, generator: str, field: str
) -> None:
    made = generator_for(ColumnFacts(table, name, ColumnType.parse(kind)))
    assert (made.kind, getattr(made, "field", "")) == (generator, field)


RELATED = [
    ("employees", "birth_date", "date", ("first_name",), "person", "birth_date"),
    ("customers", "DOB", "timestamp", ("Name",), "person", "birth_date"),
    ("invoices", "birth_date", "date", ("total",), "date", ""),
    ("horses", "birth_date", "date", ("name",), "date", ""),
    ("products", "unit_price", "decimal(10,2)", ("product_name",), "product", "price"),
    ("products", "price", "real", ("name",), "product", "price"),
    ("products", "price", "decimal(4,2)", ("name",), "decimal", ""),
    ("order_lines", "unit_price", "decimal(10,2)", ("quantity",), "decimal", ""),
]


@pytest.mark.parametrize(("table", "name", "kind", "siblings", "generator", "field"), RELATED)
def test_a_column_belongs_to_what_its_siblings_name(
    table: str, name: str, kind: str, siblings: tuple[str, ...], generator: str, field: str
) -> None:
    facts = ColumnFacts(table, name, ColumnType.parse(kind), siblings=siblings)
    made = generator_for(facts)
    assert (made.kind, getattr(made, "field", "")) == (generator, field)


def test_columns_of_one_address_share_a_group_and_two_addresses_do_not() -> None:
    text = ColumnType.parse("varchar(60)")
    groups = [
        generator_for(ColumnFacts("orders", name, text)).model_dump()["group"]
        for name in ("ship_city", "ship_address", "billing_city", "order_city")
    ]
    assert groups == ["ship", "ship", "billing", ""]


@pytest.mark.parametrize(
    ("kind", "low", "high"),
    [("smallint", -(2**15), 2**15 - 1), ("tinyint", -128, 127), ("decimal(4,2)", -99.99, 99.99),
     ("decimal(2,2)", -0.99, 0.99), ("decimal(3,0)", -999, 999)],
)  # fmt: skip
@pytest.mark.parametrize("name", ["milliseconds", "salary", "price", "year", "longitude", "x"])
def test_numbers_fit_their_type(name: str, kind: str, low: float, high: float) -> None:
    made = generator_for(ColumnFacts("t", name, ColumnType.parse(kind)))
    limits = made.model_dump()
    assert low <= limits["min"] <= limits["max"] <= high


@pytest.mark.parametrize(
    ("kind", "generator"),
    [("integer", "sequence"), ("varchar(5)", "pattern"), ("char(2)", "pattern"), ("uuid", "uuid"),
     ("decimal(10,0)", "sequence"), ("date", "date"), ("text", "pattern")],
)  # fmt: skip
def test_keys_have_room(kind: str, generator: str) -> None:
    made = generator_for(ColumnFacts("t", "id", ColumnType.parse(kind), unique=True, key=True))
    assert made.kind == generator
