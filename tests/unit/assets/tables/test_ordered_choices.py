"""Ordered categories carry their order in the Arrow schema."""

from __future__ import annotations

import json

from assets.schema.dataset import dataset_from
from assets.tables.engine import Engine


def test_the_order_is_in_the_fields_metadata() -> None:
    sizes = ["klein", "mittel", "groß"]
    columns = [
        {"name": "size", "type": "text", "generator": {"kind": "choice", "values": sizes,
         "ordered": True}},
        {"name": "colour", "type": "text", "generator": {"kind": "choice", "values": ["red"]}},
    ]  # fmt: skip
    dataset = dataset_from({"name": "shop", "tables": [{"name": "shirts", "columns": columns}]})
    schema = Engine(dataset).schema("shirts")
    assert json.loads(schema.field("size").metadata[b"dataforge.order"]) == sizes
    assert b"dataforge.order" not in schema.field("colour").metadata
    assert Engine(dataset).chunk("shirts", 0, 9).schema.field("size").metadata
