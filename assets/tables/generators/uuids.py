"""``uuid``: version 4 UUIDs, unique over the table."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from assets.schema import generators as spec
from assets.tables.arrow_arrays import strings
from assets.tables.generators.base import STRINGS, Kind, Source, Target
from assets.tables.randomness import MAX_DOMAIN, Rows, Stream, mix64

_TEXT = np.dtype(
    {
        "names": list("abcdefgh"),
        "formats": ["S4"] * 8,
        "offsets": [0, 4, 9, 14, 19, 24, 28, 32],
        "itemsize": 36,
    }
)
"""The eight places of four digits in the text of a UUID; hyphens lie between them."""
_VERSION, _VARIANT = np.uint64(0x4000), np.uint64(1 << 63)
_LOW62 = np.uint64(MAX_DOMAIN - 1)


class UuidSource(Source):
    """The low 62 bits are a bijection of the row number, so that no two rows can be equal."""

    arrow_type = pa.string()
    size = distinct = MAX_DOMAIN
    unique_by_row = True

    def __init__(self, generator: spec.Uuid, target: Target) -> None:
        if target.type.length is not None and target.type.length < 36:
            raise ValueError(f"a UUID has 36 characters, {target.type} holds fewer: widen it")

    def index(self, stream: Stream, rows: Rows) -> Rows:
        return _scramble62(rows + np.uint64(stream.key))

    def at(self, index: Rows) -> pa.Array:
        high = mix64(index + np.uint64(0x5DEECE66D))
        words = np.empty((len(index), 2), dtype=">u8")
        words[:, 0] = (high & np.uint64(0xFFFFFFFFFFFF0FFF)) | _VERSION
        words[:, 1] = (index & _LOW62) | _VARIANT
        parts = words.view(">u2")
        text = np.full((len(index), 36), ord("-"), dtype=np.uint8)
        places = text.view(_TEXT)
        for number, name in enumerate(_TEXT.names or ()):
            places[name][:, 0] = _four_digits()[parts[:, number]]
        return strings(text)


@cache
def _four_digits() -> NDArray[np.bytes_]:
    """Each number of 16 bits in hexadecimal digits."""
    digits = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)
    number = np.arange(2**16)
    text = np.stack([digits[number >> shift & 15] for shift in (12, 8, 4, 0)], axis=1)
    return text.view("S4")[:, 0]


def _scramble62(values: Rows) -> Rows:
    """A bijection of 62-bit words: odd multiplications and shifted xors, modulo 2^62."""
    x = values & _LOW62
    for factor, shift in ((0xBF58476D1CE4E5B9, 31), (0x94D049BB133111EB, 29), (0x9E3779B1, 32)):
        x = (x * np.uint64(factor)) & _LOW62
        x ^= x >> np.uint64(shift)
    return x


KIND = Kind(STRINGS | {"uuid"}, UuidSource)
