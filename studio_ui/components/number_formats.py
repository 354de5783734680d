"""How numbers look in a grid of rows."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.types as arrow_types
import streamlit as st


def number_formats(schema: pa.Schema) -> dict[str, Any]:
    """The grid's column settings: a decimal has as many digits after the point as its type says."""
    found: dict[str, Any] = {}
    for field in schema:
        if arrow_types.is_decimal(field.type):
            form = f"%.{max(0, field.type.scale)}f"
            found[field.name] = st.column_config.NumberColumn(format=form)
    return found
