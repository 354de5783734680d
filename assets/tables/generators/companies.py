"""``company``: fields of made-up companies; the columns of a group agree with one another."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assets.schema import generators as spec
from assets.tables.arrow_arrays import POOLED
from assets.tables.generators.base import STRINGS, Kind, Source, Target
from assets.tables.generators.phones import PhoneSource
from assets.tables.generators.pooled_texts import PoolSource, numbered
from assets.tables.pools import arrow_pool, ascii_word, pool
from assets.tables.randomness import Rows, mix64

_INDUSTRIES = (
    "Agriculture, Banking, Construction, Consulting, Education, Energy, Fashion, Food, Health Care"
    ", Insurance, Logistics, Manufacturing, Media, Mining, Pharmaceuticals, Real Estate, Retail"
    ", Software, Telecommunications, Tourism"
)
_NUMBER_ROOM = 7
"""Characters that a separator and six digits take."""


class CompanySource(Source):
    """Names and addresses: beyond the pool they are numbered, where a unique column needs it."""

    def __init__(self, generator: spec.Company, target: Target) -> None:
        self.entity = f"company {generator.group}"
        self._separator = {"name": " ", "email": "", "website": "/"}[generator.field]
        texts, limit = _texts(target.locale, generator.field), target.type.length
        self.size = len(texts)
        is_email = generator.field == "email"
        self._heads = ("office",) * self.size if is_email else texts
        self._tails = texts if is_email else ("",) * self.size
        whole = tuple(map("".join, zip(self._heads, self._tails, strict=True)))
        self._pool = arrow_pool(whole, limit)
        self.distinct = self.size if self._pool.distinct == self.size else 0
        self._numbered = target.capacity > self.size
        if self._numbered:
            fits = limit is None or max(map(len, whole)) + _NUMBER_ROOM <= limit
            self.distinct *= 10**6 if fits else 1
        self.arrow_type = pa.string() if self._numbered else POOLED

    def at(self, index: Rows) -> pa.Array:
        number, code = np.divmod(index, np.uint64(self.size))
        if not self._numbered:
            return self._pool.pooled(code)
        heads = numbered(arrow_pool(self._heads).plain(code), number, self._separator)
        return pc.binary_join_element_wise(heads, arrow_pool(self._tails).plain(code), "")


class CompanyTextSource(PoolSource):
    """An industry or a slogan that stays with the company; several companies may share it."""

    def __init__(self, values: tuple[str, ...], target: Target, entity: str) -> None:
        super().__init__(values, target, entity)
        self.distinct = 0

    def at(self, index: Rows) -> pa.Array:
        return super().at(mix64(index) % np.uint64(self.size))


@cache
def _texts(locale: str, field: str) -> tuple[str, ...]:
    names = pool(locale, "company")
    if field == "name":
        return names
    hosts: dict[str, None] = {}
    for number, name in enumerate(names):
        word = ascii_word(name)[:24] or "company"
        hosts[
            f"{word}.example" if f"{word}.example" not in hosts else f"{word}{number}.example"
        ] = None
    prefix = "@" if field == "email" else "https://"
    return tuple(f"{prefix}{host}" for host in hosts)


def _build(generator: spec.Company, target: Target) -> Source:
    entity = f"company {generator.group}"
    match generator.field:
        case "phone":
            return PhoneSource(target)
        case "industry":
            return CompanyTextSource(tuple(_INDUSTRIES.split(", ")), target, entity)
        case "slogan":
            return CompanyTextSource(pool(target.locale, "catch_phrase", "bs"), target, entity)
        case _:
            return CompanySource(generator, target)


KIND = Kind(STRINGS, _build)
