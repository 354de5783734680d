"""``regex``: texts that match a regular expression."""

from __future__ import annotations

from functools import lru_cache

import pyarrow as pa

from assets.schema import generators as spec
from assets.tables.generators.base import STRINGS, Kind, Source, Target
from assets.tables.randomness import Rows, Stream
from assets.tables.regex import Words, words_of

_words_of = lru_cache(maxsize=64)(words_of)


class RegexSource(Source):
    """An index is a word's place among all that match, so that unique columns can have all of them.

    Drawn rows take every length and alternative about equally often instead.
    """

    arrow_type = pa.string()

    def __init__(self, words: Words, target: Target) -> None:
        self._words = words
        self.size = self.distinct = words.count
        limit = target.type.length
        if limit is not None and words.longest > limit:
            raise ValueError(
                f"the pattern matches up to {words.longest} characters, {target.type} holds "
                f"{limit}: repeat less, or widen the type"
            )

    def at(self, index: Rows) -> pa.Array:
        return self._words.spell(index)

    def draw(self, stream: Stream, rows: Rows) -> pa.Array:
        return self._words.draw(stream.bits(rows))


def _build(generator: spec.Regex, target: Target) -> Source:
    return RegexSource(_words_of(generator.pattern, generator.max_repeat), target)


KIND = Kind(STRINGS, _build)
