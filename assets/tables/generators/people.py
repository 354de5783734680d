"""``person``: fields of made-up people; the columns of a group agree with one another.

An index is a first name, a last name and, beyond all their pairs, a number that keeps e-mail
addresses and user names apart.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assets.schema import generators as spec
from assets.tables.arrow_arrays import POOLED, Pool
from assets.tables.generators.base import STRINGS, Kind, Source, Target
from assets.tables.generators.phones import PhoneSource
from assets.tables.generators.pooled_texts import PoolSource, numbered
from assets.tables.pools import arrow_pool, ascii_word, pool
from assets.tables.randomness import Rows, mix64

DOMAINS = ("example.com", "example.org", "example.net")
"""Reserved for documentation by RFC 2606: no message to them reaches anybody."""

_ROOM = {"first_name": 0, "last_name": 0, "gender": 0, "full_name": 1, "email": 20, "username": 7}
"""Characters beside the two names: separators, six digits and the domain of an e-mail address."""


class People:
    """The people of a locale: first names, female and male by turns, and last names.

    Names that are spelt alike in ASCII are kept once, so that different people have different
    e-mail addresses; ``is_latin`` tells whether the locale's names can be spelt so at all.
    """

    def __init__(self, locale: str) -> None:
        female = pool(locale, "first_name_female", "first_name")
        male = pool(locale, "first_name_male", "first_name")
        self.is_latin = sum(bool(ascii_word(name)) for name in female) > len(female) / 2
        female = self._different(female, ())
        male = self._different(male, female)
        pairs = zip(female, male, strict=False)
        self.first = tuple(name for pair in pairs for name in pair) or female
        self.last = self._different(pool(locale, "last_name"), ())
        self.size = len(self.first) * len(self.last)
        self.first_words = Pool([ascii_word(name) for name in self.first])
        words = [ascii_word(name) for name in self.last]
        self.last_words = Pool(words)
        self.last_words_at_domains = Pool([f"{word}@{end}" for word in words for end in DOMAINS])

    def _different(self, names: tuple[str, ...], taken: tuple[str, ...]) -> tuple[str, ...]:
        spelt = ascii_word if self.is_latin else str
        seen = {spelt(name): "" for name in taken}
        for name in names:
            seen.setdefault(spelt(name), name)
        return tuple(name for spelling, name in seen.items() if spelling and name)

    def split(self, index: Rows) -> tuple[Rows, Rows, Rows]:
        """The first name, the last name and the number of each index; a bijection."""
        rest, first = np.divmod(index, np.uint64(len(self.first)))
        number, turn = np.divmod(rest, np.uint64(len(self.last)))
        last = (turn + mix64(first) % np.uint64(len(self.last))) % np.uint64(len(self.last))
        return first, last, number


@cache
def people(locale: str) -> People:
    return People(locale)


class PersonSource(Source):
    def __init__(self, generator: spec.Person, target: Target) -> None:
        self.entity = f"person {generator.group}"
        self._field = generator.field
        self._people = people(target.locale)
        self._limit = target.type.length
        self.size = self._people.size
        self.distinct = {
            "first_name": 0,
            "last_name": 0,
            "gender": 0,
            "full_name": self.size,
            "email": self.size * 10**6,
            "username": self.size * 10**6,
        }[generator.field]
        named = generator.field in ("first_name", "last_name", "gender")
        self.arrow_type = POOLED if named else pa.string()
        longest = max(map(len, self._people.first)) + max(map(len, self._people.last))
        self._compact = self._limit is not None and longest + _ROOM[self._field] > self._limit
        if self._field in ("email", "username") and not people(target.locale).is_latin:
            self._compact = True
        if self._compact and self._field in ("email", "username"):
            digits = (
                (self._limit or 60) - len("u") - (len(DOMAINS[0]) + 1) * (self._field == "email")
            )
            if digits < 1:
                raise ValueError(f"{target.type} is too short for a {self._field}: widen it")
            self.distinct = 10 ** min(digits, 18)
            self.size = min(self.size, self.distinct)
        elif self._compact:
            self.distinct = 0

    def at(self, index: Rows) -> pa.Array:
        first, last, number = self._people.split(index)
        match self._field:
            case "first_name":
                return arrow_pool(self._people.first, self._limit).pooled(first)
            case "last_name":
                return arrow_pool(self._people.last, self._limit).pooled(last)
            case "gender":
                return arrow_pool(("female", "male"), self._limit).pooled(first % np.uint64(2))
            case "full_name":
                return self._full_names(first, last)
            case "email":
                return self._emails(first, last, number, index)
            case _:
                return self._words(first, last, number, index, "_")

    def _full_names(self, first: Rows, last: Rows) -> pa.Array:
        firsts, lasts = self._people.first, self._people.last
        if self._compact:
            assert self._limit is not None
            firsts = tuple(f"{name[0]}." for name in firsts)
            lasts = tuple(name[: max(self._limit - 3, 1)] for name in lasts)
        full = pc.binary_join_element_wise(
            arrow_pool(firsts).plain(first), arrow_pool(lasts).plain(last), " "
        )
        return pc.utf8_slice_codeunits(full, 0, self._limit) if self._compact else full

    def _emails(self, first: Rows, last: Rows, number: Rows, index: Rows) -> pa.Array:
        domain = mix64(index) % np.uint64(len(DOMAINS))
        if self._compact or number.any():
            words = self._words(first, last, number, index, ".")
            return pc.binary_join_element_wise(words, arrow_pool(DOMAINS).plain(domain), "@")
        ends = self._people.last_words_at_domains.plain(last * np.uint64(len(DOMAINS)) + domain)
        return pc.binary_join_element_wise(self._people.first_words.plain(first), ends, ".")

    def _words(
        self, first: Rows, last: Rows, number: Rows, index: Rows, separator: str
    ) -> pa.Array:
        if self._compact:
            return pc.binary_join_element_wise("u", pa.array(index).cast(pa.string()), "")
        firsts, lasts = self._people.first_words.plain(first), self._people.last_words.plain(last)
        words = pc.binary_join_element_wise(firsts, lasts, separator)
        return numbered(words, number, "") if number.any() else words


def _build(generator: spec.Person, target: Target) -> Source:
    if generator.field == "phone":
        return PhoneSource(target)
    if generator.field == "job_title":
        return PoolSource(pool(target.locale, "job"), target)
    return PersonSource(generator, target)


KIND = Kind(STRINGS, _build)
