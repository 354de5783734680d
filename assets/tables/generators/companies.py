"""``company``: fields of made-up companies; the columns of a group agree with one another.

An index is a founder, a second word (the industry's, or a partner), a legal form and, beyond all
these, a number.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from assets.schema import generators as spec
from assets.tables.arrow_arrays import POOLED, Pool, strings
from assets.tables.company_names import INDUSTRIES, company_forms
from assets.tables.division import divided, turned
from assets.tables.generators.base import STRINGS, Kind, Source, Target
from assets.tables.generators.phones import PhoneSource
from assets.tables.generators.pooled_texts import EntityTextSource, numbered
from assets.tables.names import names
from assets.tables.permutation import Permutation
from assets.tables.pools import arrow_pool, ascii_word, pool
from assets.tables.randomness import Rows, mix64
from assets.tables.tax_numbers import tax_number_count, tax_numbers

_NUMBER_ROOM = 7
"""Characters that a separator and six digits take."""


class _Turns:
    """How far each founder's second words, partners and legal forms are turned."""

    def __init__(self, founders: int, seconds: int, legal_forms: int) -> None:
        scrambled = mix64(np.arange(founders, dtype=np.uint64))
        self.second: Rows = scrambled % np.uint64(seconds)
        self.is_partner: Rows = (scrambled >> np.uint64(20)) % np.uint64(2)
        self.legal: Rows = (scrambled >> np.uint64(30)) % np.uint64(legal_forms)


class Companies:
    """The companies of a locale, by index."""

    def __init__(self, locale: str) -> None:
        forms, found = company_forms(locale), names(locale)
        self.forms = forms
        self.founders = tuple(name for name, _ in found.founders())
        self._turns = _Turns(len(self.founders), len(forms.words), len(forms.legal_forms))
        self._stride = np.uint64(max((len(self.founders) - 1) // len(forms.words), 1))
        self.size = len(self.founders) * 2 * len(forms.words) * len(forms.legal_forms)
        words = forms.words
        if forms.legal_first:
            self.heads = Pool([f"{legal}{f}" for f in self.founders for legal in forms.legal_forms])
            self.tails = Pool([*words, *(f"・{partner}" for partner in self.founders)])
        else:
            self.heads = Pool(self.founders)
            ends = [*(f" {word}" for word in words), *(f" & {name}" for name in self.founders)]
            self.tails = Pool([f"{end} {legal}" for end in ends for legal in forms.legal_forms])
        self.hosts: Pool | None = None
        if found.is_latin:
            self.hosts = Pool([word for _, word in found.founders()])
        self.second_hosts = Pool([f"-{ascii_word(word)}" for word in forms.host_words])
        legal = ["", *(f"-{ascii_word(form) or 'co'}" for form in forms.legal_forms[1:])]
        self.legal_hosts = Pool(legal)

    def split(self, index: Rows) -> tuple[Rows, Rows, Rows, Rows, Rows]:
        """Founder, second word, whether it is a partner, legal form and number; a bijection."""
        seconds, forms = len(self.forms.words), len(self.forms.legal_forms)
        rest, founder = divided(index, len(self.founders))
        rest, second = divided(rest, seconds)
        rest, is_partner = divided(rest, 2)
        number, legal = divided(rest, forms)
        turns = self._turns
        second = turned(second, turns.second[founder], seconds)
        is_partner = is_partner ^ turns.is_partner[founder]
        return founder, second, is_partner, turned(legal, turns.legal[founder], forms), number

    def partner(self, founder: Rows, second: Rows) -> Rows:
        """The founder's partner of that number; none is the founder himself."""
        return divided(founder + np.uint64(1) + second * self._stride, len(self.founders))[1]


@cache
def companies(locale: str) -> Companies:
    """The companies of a locale. Raises SpecError for one that Faker does not know."""
    return Companies(locale)


class _CompanySource(Source):
    arrow_type = pa.string()
    distinct = 0

    def __init__(self, generator: spec.Company, target: Target) -> None:
        self.entity = f"company {generator.group}"
        self._companies = companies(target.locale)
        self._limit = target.type.length
        self.size = generator.pool_size or self._companies.size

    def _promise(self, longest: int) -> None:
        """Numbers follow the pool where a unique column needs them and has the room."""
        if self._limit is None or longest + _NUMBER_ROOM <= self._limit:
            self.distinct = self._companies.size * 10**6
        elif longest <= self._limit:
            self.distinct = self._companies.size

    def _cut(self, texts: pa.Array) -> pa.Array:
        return texts if self._limit is None else pc.utf8_slice_codeunits(texts, 0, self._limit)


class NameSource(_CompanySource):
    def __init__(self, generator: spec.Company, target: Target) -> None:
        super().__init__(generator, target)
        forms, founders = self._companies.forms, self._companies.founders
        second = max(map(len, (*founders, *forms.words)))
        self._promise(
            max(map(len, founders)) + second + max(map(len, forms.legal_forms)) + len(" &  ")
        )

    def at(self, index: Rows) -> pa.Array:
        own = self._companies
        founder, second, is_partner, legal, number = own.split(index)
        ends, end = len(own.forms.legal_forms), second
        if is_partner.any():
            partner = own.partner(founder, second) + np.uint64(len(own.forms.words))
            end = np.where(is_partner == 1, partner, second)
        if own.forms.legal_first:
            heads, tails = founder * np.uint64(ends) + legal, end
        else:
            heads, tails = founder, end * np.uint64(ends) + legal
        name = pc.binary_join_element_wise(own.heads.plain(heads), own.tails.plain(tails), "")
        return self._cut(numbered(name, number) if number.any() else name)


class HostSource(_CompanySource):
    """Websites and e-mail addresses under .example, which RFC 2606 reserves."""

    def __init__(self, generator: spec.Company, target: Target) -> None:
        super().__init__(generator, target)
        self._head = {"email": "office@", "website": "https://"}[generator.field]
        own = self._companies
        hosts = own.hosts.longest if own.hosts is not None else len("company") + 20
        second = max(own.second_hosts.longest, hosts + len("-and-"))
        room = len(self._head) + len(".example") + own.legal_hosts.longest
        self._promise(hosts + second + room)

    def at(self, index: Rows) -> pa.Array:
        own = self._companies
        if own.hosts is None:
            number = pa.array(index).cast(pa.string())
            return self._cut(
                pc.binary_join_element_wise(f"{self._head}company", number, ".example", "")
            )
        founder, second, is_partner, legal, number = own.split(index)
        partner = own.hosts.plain(own.partner(founder, second))
        word = pc.if_else(
            pa.array(is_partner == 1),
            pc.binary_join_element_wise("-and-", partner, ""),
            own.second_hosts.plain(second),
        )
        parts = [self._head, own.hosts.plain(founder), word, own.legal_hosts.plain(legal)]
        if number.any():
            parts = [numbered(pc.binary_join_element_wise(*parts, ""), number, "-")]
        return self._cut(pc.binary_join_element_wise(*parts, ".example", ""))


class PartSource(_CompanySource):
    """The legal form and the industry, as the name has them."""

    arrow_type = POOLED

    def __init__(self, generator: spec.Company, target: Target) -> None:
        super().__init__(generator, target)
        self._is_industry = generator.field == "industry"
        values = INDUSTRIES if self._is_industry else self._companies.forms.legal_forms
        self._pool = arrow_pool(values, self._limit)

    def at(self, index: Rows) -> pa.Array:
        _, second, is_partner, legal, _ = self._companies.split(index)
        if not self._is_industry:
            return self._pool.pooled(legal)
        by_hash = mix64(index) % np.uint64(len(INDUSTRIES))
        return self._pool.pooled(np.where(is_partner == 1, by_hash, second))


class TaxNumberSource(_CompanySource):
    def __init__(self, generator: spec.Company, target: Target) -> None:
        super().__init__(generator, target)
        self._country = target.locale[-2:].upper()
        self.distinct = tax_number_count(self._country)
        self._numbers = Permutation(self.distinct, 1)
        width = tax_numbers(self._country, np.zeros(1, dtype=np.uint64)).shape[1]
        if self._limit is not None and width > self._limit:
            raise ValueError(
                f"a vat_id has {width} characters, {target.type} holds {self._limit}: widen it"
            )

    def at(self, index: Rows) -> pa.Array:
        number = self._numbers(index % np.uint64(self.distinct))
        return strings(tax_numbers(self._country, number))


def _slogan(generator: spec.Company, target: Target) -> Source:
    values = pool(target.locale, "catch_phrase", "bs")
    size = generator.pool_size or companies(target.locale).size
    return EntityTextSource(values, target, f"company {generator.group}", 8, size)


def _phone(generator: spec.Company, target: Target) -> Source:
    size = generator.pool_size or companies(target.locale).size
    return PhoneSource(target, f"company {generator.group}", size)


_FIELDS: dict[str, Callable[[spec.Company, Target], Source]] = {
    "name": NameSource,
    "email": HostSource,
    "website": HostSource,
    "legal_form": PartSource,
    "industry": PartSource,
    "vat_id": TaxNumberSource,
    "slogan": _slogan,
    "phone": _phone,
}


def _build(generator: spec.Company, target: Target) -> Source:
    return _FIELDS[generator.field](generator, target)


KIND = Kind(STRINGS, _build)
