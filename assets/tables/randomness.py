"""Counter-based random numbers: a pure function of (seed, table, column, row).

Nothing here has state, so any row can be made alone, in any order, on any machine.
"""

from __future__ import annotations

import hashlib
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Rows: TypeAlias = NDArray[np.uint64]
"""Row numbers or indices, counted from 0."""

MAX_DOMAIN = 2**62
"""The largest number of different values that an index can tell apart."""

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_LOW32 = np.uint64(0xFFFFFFFF)
_S11, _S27, _S30, _S31, _S32 = (np.uint64(n) for n in (11, 27, 30, 31, 32))
_M1, _M2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def mix64(values: Rows) -> Rows:
    """The finaliser of SplitMix64 (Steele, Lea and Flood 2014): a bijection of 64-bit words whose
    output bits each depend on all input bits."""
    x: Rows = values ^ (values >> _S30)
    x *= _M1
    x ^= x >> _S27
    x *= _M2
    x ^= x >> _S31
    return x


def scale_down(bits: Rows, size: int) -> Rows:
    """Random words mapped evenly onto 0 to ``size - 1``: the high word of ``bits * size``."""
    n1, n0 = np.uint64(size >> 32), np.uint64(size & 0xFFFFFFFF)
    high, low = bits >> _S32, bits & _LOW32
    middle = high * n0 + ((low * n0) >> _S32)
    if n1 == 0:
        small: Rows = middle >> _S32
        return small
    carry = low * n1 + (middle & _LOW32)
    large: Rows = high * n1 + (middle >> _S32) + (carry >> _S32)
    return large


def key_of(*parts: str | int) -> int:
    """A 64-bit key that differs for different parts."""
    digest = hashlib.blake2b(repr(parts).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little")


class Stream:
    """One independent sequence of random words, addressed by row number."""

    __slots__ = ("_key",)

    def __init__(self, key: int) -> None:
        self._key = key

    def fork(self, *parts: str | int) -> Stream:
        """Another stream, independent of this one."""
        return Stream(key_of(self._key, *parts))

    @property
    def key(self) -> int:
        return self._key

    def bits(self, rows: Rows) -> Rows:
        """64 random bits for each row."""
        return mix64(rows * _GOLDEN + np.uint64(self._key))

    def below(self, rows: Rows, size: int) -> Rows:
        """Whole numbers from 0 to ``size - 1``, uniform."""
        return scale_down(self.bits(rows), size)

    def uniform(self, rows: Rows) -> NDArray[np.float64]:
        """Numbers from 0 up to and without 1, with 53 random bits."""
        return (self.bits(rows) >> _S11).astype(np.float64) * 2.0**-53
