"""Arrow columns as the texts that PostgreSQL reads its types from, vectorised."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assets.errors import OutputError
from assets.outputs.writers.cells import has_byte, hex_texts, joined_lists, keep_nulls, plain_texts

_NUL = np.arange(256) == 0
_IN_ARRAY = np.isin(np.arange(256), list(b'"\\'))


def postgres_texts(column: pa.Array) -> pa.Array:
    """The values as strings, NULL where the value is.

    Bytes are ``\\x`` and hex digits, arrays ``{...}`` literals. Raises OutputError for a text with
    the character 0, which PostgreSQL does not have.
    """
    kind = column.type
    if pa.types.is_dictionary(kind):
        return postgres_texts(column.dictionary).take(column.indices)
    if pa.types.is_list(kind):
        items = _array_items(column.flatten())
        return keep_nulls(joined_lists(column, items, "{", "}"), column)
    if pa.types.is_string(kind):
        require_no_nul(column)
        return column
    if pa.types.is_binary(kind):
        return pc.binary_join_element_wise("\\x", hex_texts(column), "")
    return plain_texts(column)


def require_no_nul(texts: pa.Array) -> None:
    """Raise OutputError when a text holds the character 0."""
    if has_byte(texts, _NUL):
        raise OutputError(
            "a text holds the character 0, which SQL databases do not have",
            repair="write the table as Parquet or JSON Lines",
        )


def _array_items(items: pa.Array) -> pa.Array:
    kind = items.type
    texts = postgres_texts(items)
    if pa.types.is_string(kind) or pa.types.is_binary(kind) or pa.types.is_dictionary(kind):
        if has_byte(texts, _IN_ARRAY):
            texts = pc.replace_substring_regex(texts, r'(["\\])', r"\\\1")
        texts = pc.binary_join_element_wise('"', texts, '"', "")
    return texts.fill_null("NULL")
