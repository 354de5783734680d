"""How checkpoints are read back from stores that others may have written to."""

from __future__ import annotations

from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer


def plain_data() -> JsonPlusSerializer:
    """Reads plain data alone: what was changed there cannot make this process build objects."""
    return JsonPlusSerializer(allowed_msgpack_modules=None)
