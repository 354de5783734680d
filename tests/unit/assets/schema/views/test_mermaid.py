"""The Mermaid diagram, read back by Mermaid's own parser."""

from __future__ import annotations

import pytest

from assets.schema.dataset import Dataset, dataset_from
from assets.schema.views import mermaid_er
from assets.schema.views.mermaid import MAX_TEXT
from tests.fixtures.mermaid import parse_mermaid
from tests.fixtures.specs import shop, shop_data


def _wide(tables: int, columns: int) -> Dataset:
    column = {"type": "decimal(10,2)", "generator": {"kind": "decimal"}}
    return dataset_from(
        {
            "name": "wide",
            "tables": [
                {
                    "name": f"table_{table}",
                    "primary_key": ["column_0"],
                    "columns": [{"name": f"column_{place}", **column} for place in range(columns)],
                }
                for table in range(tables)
            ],
        }
    )


def test_the_diagram_of_a_shop() -> None:
    assert mermaid_er(shop()) == (
        "erDiagram\n"
        '    "customers" {\n'
        "        integer id PK\n"
        "        varchar(60) email UK\n"
        "        integer referred_by FK\n"
        "    }\n"
        '    "orders" {\n'
        "        integer shop PK\n"
        "        integer number PK\n"
        "        integer customer_id FK\n"
        "        decimal(8,2) price\n"
        "        decimal(10,2) gross\n"
        "    }\n"
        '    "lines" {\n'
        "        integer shop PK, FK\n"
        "        integer order PK, FK\n"
        "        integer line PK\n"
        "    }\n"
        '    "customers" |o..o{ "customers" : "referred_by"\n'
        '    "customers" ||..o{ "orders" : "customer_id"\n'
        '    "orders" ||--o{ "lines" : "order, shop"\n'
    )


def test_one_to_one_comes_from_the_pick_or_from_a_unique_column() -> None:
    data = shop_data()
    data["tables"][1]["foreign_keys"][0]["pick"] = {"kind": "one_to_one"}
    assert '"customers" ||..o| "orders"' in mermaid_er(dataset_from(data))
    data = shop_data()
    data["tables"][1]["columns"][2]["unique"] = True
    assert '"customers" ||..o| "orders"' in mermaid_er(dataset_from(data))
    assert "integer customer_id FK, UK" in mermaid_er(dataset_from(data))


@pytest.mark.e2e
@pytest.mark.parametrize(
    "name",
    ["direction TB", "the direction LR of it", "style", "erDiagram", "title", "accTitle", "end",
     "one or more", "subgraph", "100%", "a%%b", "#35", "1. first", "+ sum", "_id_", "名前", "PK",
     "fk", "a.b", "(x)", "class", "u", "Größe & Gewicht", "__proto__", "constructor"],
)  # fmt: skip
def test_words_that_mermaid_knows_are_only_names(name: str) -> None:
    data = shop_data()
    data["tables"][0]["name"] = data["tables"][0]["columns"][1]["name"] = name
    for table in data["tables"][:2]:
        table["foreign_keys"][0]["references"] = name
    (diagram,) = parse_mermaid([mermaid_er(dataset_from(data))])
    assert diagram.error == ""
    assert diagram.entities == [name, "orders", "lines"]
    assert diagram.relationships == 3
    column = diagram.attributes[0][1]
    assert column.comment or column.name == name
    assert name in (column.comment, column.name)
    assert column.keys == ["UK"]


def test_a_diagram_too_long_for_mermaid_shows_less_and_says_so() -> None:
    keys_only = mermaid_er(_wide(50, 60))
    assert keys_only.startswith("%% Too large for all columns")
    assert keys_only.count("column_0 PK") == 50
    assert "column_1" not in keys_only
    tables_only = mermaid_er(_wide(900, 2))
    assert tables_only.startswith("%% Too large for columns")
    assert tables_only.count('"table_') == 900
    assert max(len(keys_only), len(tables_only)) < MAX_TEXT
