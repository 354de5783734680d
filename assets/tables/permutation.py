"""Keyed permutations of 0 to n - 1, computed at any point: uniqueness without memory."""

from __future__ import annotations

from collections.abc import Sequence
from math import isqrt

import numpy as np

from assets.tables.randomness import MAX_DOMAIN, Rows, key_of, mix64

_ROUNDS = 6
_S32 = np.uint64(32)


class Permutation:
    """A pseudo-random bijection of 0 to ``size - 1`` onto itself.

    A Feistel network over pairs (left, right) of a grid that just holds ``size``, walked until the
    result is inside (Black and Rogaway 2002, "cycle walking"): the grid has less than
    ``2 * sqrt(size) + 1`` cells too many, so that walking is rare.
    """

    def __init__(self, size: int, key: int) -> None:
        if not 1 <= size <= MAX_DOMAIN:
            raise ValueError(f"a permutation of {size} values cannot be made")
        self.size = size
        self._width = isqrt(size - 1) + 1
        self._height = -(-size // self._width)
        self._keys = [np.uint64(key_of(key, "round", number)) for number in range(_ROUNDS)]

    def __call__(self, index: Rows) -> Rows:
        """The images of ``index``, each of which must be below ``size``."""
        return self._walk(index, inverse=False)

    def inverse(self, image: Rows) -> Rows:
        """The index of each image."""
        return self._walk(image, inverse=True)

    def _walk(self, start: Rows, *, inverse: bool) -> Rows:
        if self.size == 1:
            return np.zeros_like(start)
        width, height = np.uint64(self._width), np.uint64(self._height)
        result = _shuffled(start, width, height, self._keys, inverse)
        outside = np.flatnonzero(result >= np.uint64(self.size))
        while outside.size:
            walked = _shuffled(result[outside], width, height, self._keys, inverse)
            result[outside] = walked
            outside = outside[walked >= np.uint64(self.size)]
        return result


def _add(target: Rows, other: Rows, key: Rows | np.uint64, size: Rows | np.uint64) -> Rows:
    """``(target + f(other)) mod size``; ``size`` is below 2^32, so the product fits in 64 bits."""
    moved = mix64(other + key) >> _S32
    moved *= size
    moved >>= _S32
    moved += target
    return np.where(moved >= size, moved - size, moved)


class KeyedPermutation:
    """Many permutations at once: element i is permuted among ``sizes[i]`` by ``keys[i]``.

    The sizes must be below 2^32. Sizes, keys and indices are broadcast against each other, so that
    what many elements share is worked out once.
    """

    def __init__(self, sizes: Rows | np.uint64, keys: Rows) -> None:
        self._sizes = np.asarray(sizes)
        width = np.sqrt(self._sizes.astype(np.float64)).astype(np.uint64)
        self._width = np.maximum(width + (width * width < self._sizes), 1)
        self._height = (self._sizes + self._width - np.uint64(1)) // self._width
        self._rounds = [mix64(keys + np.uint64(number + 1)) for number in range(_ROUNDS)]

    def __call__(self, index: Rows) -> Rows:
        """The image of each index, which must be below its size."""
        return self._walk(index, inverse=False)

    def inverse(self, image: Rows) -> Rows:
        """The index of each image."""
        return self._walk(image, inverse=True)

    def _walk(self, start: Rows, *, inverse: bool) -> Rows:
        grid = self._width, self._height, self._rounds
        result = _shuffled(start, *grid, inverse)
        outside = result >= self._sizes
        while outside.any():
            shape = result.shape
            width, height, sizes = (
                np.broadcast_to(part, shape)[outside]
                for part in (self._width, self._height, self._sizes)
            )
            rounds = [np.broadcast_to(keys, shape)[outside] for keys in self._rounds]
            result[outside] = walked = _shuffled(result[outside], width, height, rounds, inverse)
            outside[outside] = walked >= sizes
        return result


def _shuffled(
    index: Rows,
    width: Rows | np.uint64,
    height: Rows | np.uint64,
    rounds: Sequence[Rows | np.uint64],
    inverse: bool,
) -> Rows:
    right, left = np.divmod(index, width)
    step = _subtract if inverse else _add
    for number in reversed(range(_ROUNDS)) if inverse else range(_ROUNDS):
        if number % 2 == 0:
            left = step(left, right, rounds[number], width)
        else:
            right = step(right, left, rounds[number], height)
    shuffled: Rows = right * width + left
    return shuffled


def _subtract(target: Rows, other: Rows, key: Rows | np.uint64, size: Rows | np.uint64) -> Rows:
    """The inverse of ``_add``."""
    moved = mix64(other + key) >> _S32
    moved *= size
    moved >>= _S32
    return np.where(target >= moved, target - moved, target + size - moved)
