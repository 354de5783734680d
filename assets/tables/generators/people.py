"""``person``: fields of made-up people; the columns of a group agree with one another.

An index is a first name, a last name and, beyond all their pairs, a number that keeps e-mail
addresses and user names apart. All else about a person is a hash of the index.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assets.schema import generators as spec
from assets.tables.arrow_arrays import POOLED, Pool
from assets.tables.division import divided, turned
from assets.tables.generators.base import INTEGERS, STRINGS, Kind, Source, Target
from assets.tables.generators.dates import DateSource
from assets.tables.generators.integers import IntegerSource
from assets.tables.generators.phones import PhoneSource
from assets.tables.generators.pooled_texts import EntityTextSource, PoolSource, numbered
from assets.tables.names import Names, names
from assets.tables.pools import arrow_pool, pool
from assets.tables.randomness import Rows, mix64

DOMAINS = ("example.com", "example.org", "example.net")
"""Reserved for documentation by RFC 2606: no message to them reaches anybody."""

_ROOM = {"full_name": 1, "email": 20, "username": 7}
"""Characters beside the two names: separators, six digits and the domain of an e-mail address."""

_NATIONALITIES = (
    ("US", "American"), ("GB", "British"), ("DE", "German"), ("FR", "French"), ("ES", "Spanish"),
    ("IT", "Italian"), ("NL", "Dutch"), ("PL", "Polish"), ("BR", "Brazilian"), ("JP", "Japanese"),
    ("IN", "Indian"), ("CN", "Chinese"), ("TR", "Turkish"), ("UA", "Ukrainian"), ("CA", "Canadian"),
    ("PT", "Portuguese"), ("SE", "Swedish"), ("MX", "Mexican"), ("AU", "Australian"),
    ("AT", "Austrian"), ("CH", "Swiss"), ("BE", "Belgian"), ("CZ", "Czech"), ("RU", "Russian"),
    ("DK", "Danish"), ("NO", "Norwegian"), ("FI", "Finnish"), ("GR", "Greek"), ("IE", "Irish"),
    ("HU", "Hungarian"), ("RO", "Romanian"), ("KR", "Korean"), ("NZ", "New Zealander"),
    ("ZA", "South African"), ("SK", "Slovak"), ("BG", "Bulgarian"), ("HR", "Croatian"),
)  # fmt: skip
_ONE = np.uint64(1)
_NATIVE_SHARE = 19
"""Of twenty people, those who are nationals of the locale's country."""


class People:
    """The people of a locale, by index."""

    def __init__(self, locale: str) -> None:
        found = names(locale)
        self.names: Names = found
        self.size = len(found.first) * len(found.last[0])
        every_first = np.arange(len(found.first), dtype=np.uint64)
        self._turns: Rows = mix64(every_first) % np.uint64(len(found.last[0]))
        if found.is_latin:
            self.first_words = Pool(found.first_words)
            words = [word for side in found.last_words for word in side]
            self.last_words = Pool(words)
            self.last_words_at_domains = Pool([f"{w}@{end}" for w in words for end in DOMAINS])

    def split(self, index: Rows) -> tuple[Rows, Rows, Rows]:
        """The first name, the last name and the number of each index; a bijection."""
        rest, first = divided(index, len(self.names.first))
        number, place = divided(rest, len(self.names.last[0]))
        return first, turned(place, self._turns[first], len(self.names.last[0])), number

    def last_form(self, first: Rows, last: Rows) -> Rows:
        """The place of a last name in the forms for women, then men."""
        return last + (first & _ONE) * np.uint64(len(self.names.last[0]))


@cache
def people(locale: str) -> People:
    return People(locale)


class _PersonSource(Source):
    distinct = 0
    arrow_type = POOLED

    def __init__(self, generator: spec.Person, target: Target) -> None:
        self.entity = f"person {generator.group}"
        self._people = people(target.locale)
        self._names = self._people.names
        self._limit = target.type.length
        self.size = generator.pool_size or self._people.size


class NameSource(_PersonSource):
    """What follows from the first name, or from both, without an open end."""

    def __init__(self, generator: spec.Person, target: Target) -> None:
        super().__init__(generator, target)
        self._field, found = generator.field, self._names
        lasts = [name for side in found.last for name in side]
        by_first = {"first_name": found.first, "gender": ("female", "male"), "title": found.titles}
        if generator.field == "initials":
            self._letters, codes = np.unique(
                [_initial(n) for n in (found.first_words or found.first)]
                + [_initial(n) for side in (found.last_words if found.is_latin else found.last)
                   for n in side],
                return_inverse=True,
            )  # fmt: skip
            self._firsts, self._lasts = np.split(codes.astype(np.uint64), [len(found.first)])
            both = (f"{a}{b}" for a in self._letters for b in self._letters)
            self._pool = arrow_pool(tuple(both), self._limit)
        else:
            self._pool = arrow_pool(by_first.get(generator.field) or tuple(lasts), self._limit)

    def at(self, index: Rows) -> pa.Array:
        first, last, _ = self._people.split(index)
        match self._field:
            case "first_name":
                return self._pool.pooled(first)
            case "gender" | "title":
                return self._pool.pooled(first & _ONE)
            case "last_name":
                return self._pool.pooled(self._people.last_form(first, last))
            case _:
                a = self._firsts[first]
                b = self._lasts[self._people.last_form(first, last)]
                return self._pool.pooled(a * np.uint64(len(self._letters)) + b)


def _initial(name: str) -> str:
    return name[:1].upper()


class AddressedSource(_PersonSource):
    """Full names, e-mail addresses and user names, as short as the column needs them."""

    arrow_type = pa.string()

    def __init__(self, generator: spec.Person, target: Target) -> None:
        super().__init__(generator, target)
        self._field, found = generator.field, self._names
        self.distinct = self._people.size * 10**6
        if self._field == "full_name":
            self.distinct = self._people.size if found.between else 0
        longest = max(map(len, found.first)) + max(len(n) for side in found.last for n in side)
        if found.is_latin:
            words = [word for side in found.last_words for word in side]
            longest = max(longest, max(map(len, found.first_words)) + max(map(len, words)))
        self._compact = self._limit is not None and longest + _ROOM[self._field] > self._limit
        if self._field == "full_name":
            self.distinct = 0 if self._compact else self.distinct
        elif self._compact or not found.is_latin:
            self._compact = True
            self._shorten(target)

    def _shorten(self, target: Target) -> None:
        digits = (self._limit or 60) - len("u") - (len(DOMAINS[0]) + 1) * (self._field == "email")
        if digits < 1:
            raise ValueError(f"{target.type} is too short for a {self._field}: widen it")
        self.distinct = 10 ** min(digits, 18)
        self.size = min(self.size, self.distinct)

    def at(self, index: Rows) -> pa.Array:
        if self._compact and self._field != "full_name":
            # a compact form holds no more than ``distinct`` numbers; partners may draw from more
            number = pa.array(index % np.uint64(self.distinct)).cast(pa.string())
            end = f"@{DOMAINS[0]}" if self._field == "email" else ""
            return pc.binary_join_element_wise("u", number, end, "")
        first, last, number = self._people.split(index)
        form = self._people.last_form(first, last)
        match self._field:
            case "full_name":
                return self._full_names(first, form)
            case "email":
                return self._emails(first, form, number, index)
            case _:
                return self._usernames(first, form, number)

    def _full_names(self, first: Rows, form: Rows) -> pa.Array:
        found = self._names
        firsts, lasts = found.first, tuple(n for side in found.last for n in side)
        if self._compact:
            assert self._limit is not None
            firsts = tuple(f"{name[0]}." for name in firsts)
            lasts = tuple(name[: max(self._limit - 3, 1)] for name in lasts)
        parts = [arrow_pool(firsts).plain(first), arrow_pool(lasts).plain(form)]
        full = pc.binary_join_element_wise(
            *(reversed(parts) if found.last_first else parts), found.between
        )
        return pc.utf8_slice_codeunits(full, 0, self._limit) if self._compact else full

    def _emails(self, first: Rows, form: Rows, number: Rows, index: Rows) -> pa.Array:
        domain = mix64(index) % np.uint64(len(DOMAINS))
        firsts = self._people.first_words.plain(first)
        if not number.any():
            end = form * np.uint64(len(DOMAINS)) + domain
            lasts = self._people.last_words_at_domains.plain(end)
            return pc.binary_join_element_wise(firsts, lasts, ".")
        lasts = numbered(self._people.last_words.plain(form), number, "")
        local = pc.binary_join_element_wise(firsts, lasts, ".")
        return pc.binary_join_element_wise(local, arrow_pool(DOMAINS).plain(domain), "@")

    def _usernames(self, first: Rows, form: Rows, number: Rows) -> pa.Array:
        firsts, lasts = self._people.first_words.plain(first), self._people.last_words.plain(form)
        words = pc.binary_join_element_wise(firsts, lasts, "_")
        return numbered(words, number, "") if number.any() else words


class LifeSource(_PersonSource):
    """Birth dates, and ages in whole years on the day ``at``."""

    def __init__(self, generator: spec.Person, target: Target) -> None:
        super().__init__(generator, target)
        first = _years_before(generator.at, generator.max_age + 1).toordinal() + 1
        last = _years_before(generator.at, generator.min_age).toordinal()
        self._days = np.uint64(last - first + 1)
        self._ages = None
        if generator.field == "age":
            born = map(date.fromordinal, range(first, last + 1))
            self._ages = np.array([_age(day, generator.at) for day in born], dtype=np.uint64)
            self._values: Source = IntegerSource(spec.Integer(min=0, max=120), target)
        else:
            days = spec.Date(min=date.fromordinal(first), max=date.fromordinal(last))
            self._values = DateSource(days, target)
        self.arrow_type = self._values.arrow_type

    def at(self, index: Rows) -> pa.Array:
        day = mix64(index + np.uint64(5)) % self._days
        return self._values.at(day if self._ages is None else self._ages[day])


def _years_before(day: date, years: int) -> date:
    """The same day so many years ago, 28 February where that was no leap year."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _nationality(generator: spec.Person, target: Target) -> Source:
    """Mostly that of the locale's country."""
    own = dict(_NATIONALITIES).get(target.locale[-2:])
    others = [name for _, name in _NATIONALITIES if name != own]
    natives = [own] * (_NATIVE_SHARE * len(others)) if own else []
    return _text((*natives, *others), generator, target, 6)


def _job_title(generator: spec.Person, target: Target) -> Source:
    values = pool(target.locale, "job")
    if target.capacity:
        return PoolSource(values, target)
    return _text(values, generator, target, 7)


def _text(values: tuple[str, ...], generator: spec.Person, target: Target, salt: int) -> Source:
    size = _size(generator, target)
    return EntityTextSource(values, target, f"person {generator.group}", salt, size)


def _phone(generator: spec.Person, target: Target) -> Source:
    return PhoneSource(target, f"person {generator.group}", _size(generator, target))


def _size(generator: spec.Person, target: Target) -> int:
    return generator.pool_size or people(target.locale).size


_FIELDS: dict[str, Callable[[spec.Person, Target], Source]] = {
    "full_name": AddressedSource,
    "email": AddressedSource,
    "username": AddressedSource,
    "birth_date": LifeSource,
    "age": LifeSource,
    "nationality": _nationality,
    "job_title": _job_title,
    "phone": _phone,
}


def _build(generator: spec.Person, target: Target) -> Source:
    return _FIELDS.get(generator.field, NameSource)(generator, target)


KIND = Kind(
    STRINGS,
    _build,
    fields={
        "birth_date": STRINGS | {"date", "timestamp", "timestamptz"},
        "age": STRINGS | INTEGERS,
    },
)
