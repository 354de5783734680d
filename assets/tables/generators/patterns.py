"""``pattern``: a fixed form with digits and letters in its open places."""

from __future__ import annotations

import string
from math import prod

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from assets.schema import generators as spec
from assets.tables.arrow_arrays import strings
from assets.tables.generators.base import STRINGS, Kind, Source, Target
from assets.tables.randomness import MAX_DOMAIN, Rows, Stream, mix64, scale_down

_CLASSES = {
    "#": string.digits,
    "A": string.ascii_uppercase,
    "a": string.ascii_lowercase,
    "*": string.ascii_letters + string.digits,
}


class PatternSource(Source):
    """The open places, from the last to the first, spell the index; places that an index cannot
    reach come from a hash of it."""

    arrow_type = pa.string()

    def __init__(self, generator: spec.Pattern, target: Target) -> None:
        self._places = _places(generator.pattern)
        if target.type.length is not None and len(self._places) > target.type.length:
            raise ValueError(
                f"the pattern {generator.pattern!r} makes {len(self._places)} characters and "
                f"{target.type} holds {target.type.length}: shorten it"
            )
        self.size = min(prod(len(place) for place in self._places), MAX_DOMAIN)
        reached = 1
        for place in reversed(self._places):
            reached = reached * len(place) if reached * len(place) <= MAX_DOMAIN else reached
        self.distinct = reached
        self._ascii = generator.pattern.isascii()

    def at(self, index: Rows) -> pa.Array:
        dtype = np.uint8 if self._ascii else np.uint32
        matrix: NDArray[np.generic] = np.empty((len(index), len(self._places)), dtype=dtype)
        rest, reached = index, 1
        for position in range(len(self._places) - 1, -1, -1):
            place = self._places[position]
            letters = np.array([ord(c) for c in place], dtype=dtype)
            if len(place) == 1:
                matrix[:, position] = letters[0]
            elif reached * len(place) <= MAX_DOMAIN:
                rest, digit = np.divmod(rest, np.uint64(len(place)))
                matrix[:, position] = letters[digit]
                reached *= len(place)
            else:
                word = mix64(Stream(position).bits(index))
                matrix[:, position] = letters[scale_down(word, len(place))]
        return strings(matrix)


def _places(pattern: str) -> list[str]:
    places, characters = [], iter(pattern)
    for character in characters:
        literal = next(characters) if character == "\\" else None
        places.append(literal or _CLASSES.get(character, character))
    return places


KIND = Kind(STRINGS, PatternSource)
