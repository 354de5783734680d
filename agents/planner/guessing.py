"""A type and a generator for a column that only its name is known of."""

from __future__ import annotations

import re
from typing import Any

from agents.planner.naming import singular

_PEOPLE = re.compile(
    r"customer|user|employee|student|patient|member|author|teacher|instructor|driver|person|guest|"
    r"doctor|client|patron|staff|agent|manager|player|contact|borrower|subscriber|reader"
)


def _person(field: str) -> dict[str, Any]:
    return {"kind": "person", "field": field}


def _address(field: str) -> dict[str, Any]:
    return {"kind": "address", "field": field}


_TEXT = {"kind": "text", "style": "sentence"}
_RULES: list[tuple[str, str, dict[str, Any]]] = [
    (r"(^|_)first_name$", "varchar(60)", _person("first_name")),
    (r"(^|_)(last_name|surname)$", "varchar(60)", _person("last_name")),
    (r"(^|_)full_name$", "varchar(120)", _person("full_name")),
    (r"e?_?mail(_address)?$", "varchar(120)", _person("email")),
    (r"(^|_)(username|login)$", "varchar(60)", _person("username")),
    (r"password|hash|token", "char(40)", {"kind": "regex", "pattern": "[0-9a-f]{40}"}),
    (r"(^|_)(phone|mobile|telephone|fax)", "varchar(40)", _person("phone")),
    (r"(^|_)(gender|sex)$", "varchar(20)", _person("gender")),
    (r"birth", "date", _person("birth_date")),
    (r"(^|_)age$", "smallint", _person("age")),
    (r"job_?title|occupation|(^|_)position$", "varchar(120)", _person("job_title")),
    (r"(^|_)city$|town", "varchar(80)", _address("city")),
    (r"(^|_)street", "varchar(120)", _address("street")),
    (r"(^|_)(zip|postal|postcode)", "varchar(12)", _address("postcode")),
    (r"country_code$", "char(2)", _address("country_code")),
    (r"(^|_)country$", "varchar(80)", _address("country")),
    (r"(^|_)(latitude|lat)$", "double", _address("latitude")),
    (r"(^|_)(longitude|lng|lon)$", "double", _address("longitude")),
    (r"address$|location$", "varchar(200)", _address("full")),
    (r"^(is|has|can)_|active$|enabled$|verified$", "boolean", {"kind": "boolean"}),
    (r"(_at|_time|timestamp|last_updated)$", "timestamp", {"kind": "timestamp"}),
    (r"(_on|_date|_day|^date|deadline|_until)$", "date", {"kind": "date"}),
    (r"duration|minutes", "integer", {"kind": "integer", "min": 1, "max": 240}),
    (r"^year$|_year$", "smallint", {"kind": "integer", "min": 1990, "max": 2026}),
    (r"rating$|stars$|score$", "tinyint",
     {"kind": "choice", "values": [1, 2, 3, 4, 5], "weights": [6, 8, 16, 32, 38]}),
    (r"price|cost|fee|amount|total|salary|balance|budget|payment$|revenue|wage", "decimal(12,2)",
     {"kind": "lognormal", "mu": 3.7, "sigma": 0.8, "min": 1, "max": 5000}),
    (r"percent|rate$|ratio", "decimal(6,2)", {"kind": "decimal", "min": 0, "max": 100}),
    (r"weight|height|width|length|distance|size_cm", "decimal(8,2)",
     {"kind": "lognormal", "mu": 2.3, "sigma": 0.6, "min": 0.1, "max": 1000}),
    (r"temperature|humidity|pressure|voltage|speed", "decimal(8,2)",
     {"kind": "normal", "mean": 20, "std": 5}),
    (r"(^|_)(fare|tip|premium|rent|discount|charge|fine|deposit|tuition|bonus)$", "decimal(12,2)",
     {"kind": "lognormal", "mu": 3.7, "sigma": 0.8, "min": 1, "max": 5000}),
    (r"quantity|count|number_of|stock|capacity|copies|(^|_)qty$|points", "integer",
     {"kind": "integer", "min": 1, "max": 100}),
    (r"(^|_)status$|(^|_)state$", "varchar(20)",
     {"kind": "choice", "values": ["active", "pending", "closed"], "weights": [70, 20, 10]}),
    (r"priority|severity", "varchar(10)",
     {"kind": "choice", "values": ["low", "medium", "high"], "weights": [50, 35, 15]}),
    (r"colou?r$", "varchar(40)", {"kind": "reference_data", "field": "color"}),
    (r"currency", "char(3)", {"kind": "reference_data", "field": "currency"}),
    (r"language", "varchar(60)", {"kind": "reference_data", "field": "language"}),
    (r"^size$", "varchar(10)",
     {"kind": "choice", "values": ["S", "M", "L", "XL"], "weights": [20, 35, 30, 15]}),
    (r"isbn", "char(13)", {"kind": "code", "code": "isbn13"}),
    (r"sku$", "varchar(40)", {"kind": "product", "field": "sku"}),
    (r"url$|link$|website", "varchar(200)", {"kind": "internet", "field": "url"}),
    (r"ip_address|(^|_)ip$", "varchar(45)", {"kind": "internet", "field": "ipv4"}),
    (r"company|organi[sz]ation|supplier|vendor|employer|publisher|manufacturer", "varchar(120)",
     {"kind": "company", "field": "name"}),
    (r"barcode|(_|^)(code|number|no|reference|identifier)$", "varchar(20)",
     {"kind": "pattern", "pattern": "AA-######"}),
    (r"_by$|author$|_to$|personnel|contact|_name_of|commenter", "varchar(120)",
     _person("full_name")),
    (r"content|body|_text$|message|description|notes?$|comment|summary|details|bio$", "text",
     {"kind": "text", "style": "paragraph"}),
    (r"category|type$|kind$|genre|department", "varchar(60)",
     {"kind": "reference_data", "field": "category"}),
    (r"title$|subject$|headline", "varchar(200)", _TEXT),
]  # fmt: skip


def guess(column: str, table: str) -> tuple[str, dict[str, Any]]:
    """The type and generator that go with a column's name in that table."""
    person = _PEOPLE.search(table) is not None
    if column == "name" or column == f"{singular(table)}_name":
        if person:
            return "varchar(120)", _person("full_name")
        if re.search(r"compan|supplier|vendor|publisher|organi|manufactur|brand", table):
            return "varchar(120)", {"kind": "company", "field": "name"}
        return "varchar(120)", {"kind": "product", "field": "name"}
    for pattern, kind, generator in _RULES:
        if re.search(pattern, column):
            return kind, dict(generator)
    if column.endswith("_name"):
        return "varchar(120)", {"kind": "product", "field": "name"}
    return "varchar(200)", dict(_TEXT)


def key_column(table: str) -> tuple[str, str, dict[str, Any]]:
    """The name, type and generator of a key where none is known."""
    return f"{singular(table)}_id", "integer", {"kind": "sequence"}


_BY_TYPE: dict[str, dict[str, Any]] = {
    "boolean": {"kind": "boolean"},
    "date": {"kind": "date"},
    "timestamp": {"kind": "timestamp"},
    "timestamptz": {"kind": "timestamp"},
    "time": {"kind": "time"},
    "uuid": {"kind": "uuid"},
    "integer": {"kind": "integer", "min": 1, "max": 1000},
    "bigint": {"kind": "integer", "min": 1, "max": 1000000},
    "smallint": {"kind": "integer", "min": 1, "max": 100},
    "tinyint": {"kind": "integer", "min": 1, "max": 100},
    "decimal": {"kind": "decimal", "min": 1, "max": 1000},
    "real": {"kind": "float", "min": 0, "max": 100},
    "double": {"kind": "float", "min": 0, "max": 100},
    "text": _TEXT,
    "varchar": _TEXT,
}


def guess_for_type(kind: str) -> dict[str, Any] | None:
    """A generator that surely fits a type; None for types that need more to be known."""
    found = _BY_TYPE.get(kind.split("(")[0])
    return dict(found) if found else None
