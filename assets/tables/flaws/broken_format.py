"""``broken_format``: texts that are no longer in their format."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

import numpy as np
import pyarrow as pa

from assets.schema import flaws as spec
from assets.tables.derived.base import Scope
from assets.tables.flaws.base import CellFlaw, Cells, first_change
from assets.tables.flaws.letters import Letters
from assets.tables.generators.base import STRINGS

_DATE = r"^(\d{4})-(\d{2})-(\d{2})"
_DATES = (r"\3/\2/\1", r"\2/\3/\1", r"\3.\2.\1", r"\1\2\3", r"\1/\2/\3")
_ADDRESS = r"^([^@\s]+)@([^@\s.]+)(\.[^@\s]+)$"
_ADDRESSES = (r"\1", r"\1\2\3", r"\1@", r"\1@\2", r"\1@@\2\3")


class BrokenFormat(CellFlaw):
    """A style that several forms belong to offers them all, and one that does not fit a text none:
    an e-mail address is never taken for a date."""

    types: ClassVar[frozenset[str]] = STRINGS

    def __init__(self, flaw: spec.BrokenFormat, scope: Scope) -> None:
        self._styles = [_STYLES[style] for style in flaw.styles]

    def damaged(self, cells: Cells) -> pa.Array:
        return first_change(cells, [form for style in self._styles for form in style(cells)])


def _dates(cells: Cells) -> Sequence[pa.Array]:
    return [_replaced(cells.values, _DATE, form) for form in _DATES]


def _addresses(cells: Cells) -> Sequence[pa.Array]:
    return [_replaced(cells.values, _ADDRESS, form) for form in _ADDRESSES]


def _separators(cells: Cells) -> Sequence[pa.Array]:
    return [_replaced(cells.values, r"[ .\-/()_]", "")]


def _truncated(cells: Cells) -> Sequence[pa.Array]:
    """The first part of each text, from a third of it on."""
    texts = Letters.of(cells.values)
    share = 1 / 3 + cells.stream.fork("cut").uniform(cells.numbers) * 2 / 3
    kept = np.clip((texts.lengths * share).astype(np.int64), 1, None)
    place = np.arange(len(texts.points)) - np.repeat(texts.starts[:-1], texts.lengths)
    inside = place < np.repeat(kept, texts.lengths)
    starts = np.zeros(len(texts.starts), dtype=np.int64)
    np.cumsum(np.minimum(kept, texts.lengths), out=starts[1:])
    return [Letters(texts.points[inside], starts).to_arrow()]


def _encoding(cells: Cells) -> Sequence[pa.Array]:
    """Each octet of UTF-8 as the character that Windows-1252 has in its place."""
    offsets = np.frombuffer(cells.values.buffers()[1], dtype=np.int32)
    first = cells.values.offset
    own = offsets[first : first + len(cells) + 1].astype(np.int64)
    data = cells.values.buffers()[2]
    octets = np.frombuffer(data or b"", dtype=np.uint8)[own[0] : own[-1]]
    return [Letters(_WINDOWS[octets], own - own[0]).to_arrow()]


def _replaced(texts: pa.Array, pattern: str, form: str) -> pa.Array:
    import pyarrow.compute as pc

    return pc.replace_substring_regex(texts, pattern, form)


_STYLES: dict[str, Callable[[Cells], Sequence[pa.Array]]] = {
    "date": _dates,
    "email": _addresses,
    "separators": _separators,
    "encoding": _encoding,
    "truncated": _truncated,
}
_WINDOWS = np.array(
    [ord(bytes([octet]).decode("cp1252", errors="ignore") or chr(octet)) for octet in range(256)],
    dtype=np.uint32,
)
