"""What rows a question is about: limits of numbers, years, places and flags."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agents.questions.catalogue import Catalogue, Column
from agents.questions.mentions import Word
from agents.questions.statement import Comparison, Query

_MONEY = re.compile(r"total|amount|price|revenue|sum|value|cost")
_ABOVE = re.compile(r"\b(?:over|above|more than|greater than|higher than|exceed(?:s|ing)?)$")
_LEAST = re.compile(r"\b(?:at least|from|minimum)$")
_BELOW = re.compile(r"\b(?:under|below|less than|fewer than|lower than)$")
_MOST = re.compile(r"\b(?:at most|up to|no more than|maximum)$")
_SIGNS = {">": _ABOVE, ">=": _LEAST, "<": _BELOW, "<=": _MOST}
_LIMITING = frozenset(
    "above below under over least most more than between less fewer up greater higher lower eur "
    "euro usd dollar".split()
)
_YEARS = {"in": "=", "during": "=", "since": ">=", "after": ">", "before": "<", "of": "="}
_PLACES = ("city", "town", "country", "region", "state")


class UnclearError(Exception):
    """Why a question is not answered."""


def flags(columns: Sequence[tuple[int, Column]]) -> list[Comparison]:
    """``active products``: rows whose flag is set."""
    return [Comparison(c, "=", True) for _, c in columns if c.kind == "flag"]


def refuse_two_values(filters: Sequence[Comparison]) -> None:
    """``delivered and shipped``: no row is both, and it is not told how they go together."""
    named = [c.column.name for c in filters if c.sign == "=" and not c.year]
    for name in named:
        if named.count(name) > 1:
            raise UnclearError(f"it asks for two values of {name} at once")


@dataclass(frozen=True)
class Filters:
    """Reads the filters of a question, and takes the words that say them."""

    text: str
    words: list[Word]
    catalogue: Catalogue

    def numbers(
        self, columns: Sequence[tuple[int, Column]], query: Query, tables: Sequence[int]
    ) -> list[Comparison]:
        """``orders over 100``, ``with a price between 5 and 10``."""
        found: list[Comparison] = []
        text = self.text.lower()
        for match in re.finditer(r"\d[\d,]*(?:\.\d+)?", text):
            word = next((w for w in self.words if w.text == match[0] and not w.taken), None)
            before = text[: match.start()].rstrip(" $€£")
            number = float(match[0].replace(",", ""))
            sign = next((sign for sign, form in _SIGNS.items() if form.search(before)), None)
            between = re.search(r"\bbetween$", before) or re.search(
                r"\bbetween [$€£]?\d[\d,.]* and$", before
            )
            if word is not None and self._is_exactly(word, number, columns, found):
                continue
            if word is None or (sign is None and not between) or 1900 <= number <= 2100:
                continue
            if self.words.index(word) + 1 in tables:
                raise UnclearError(
                    f"it asks who has {match[0]} rows of another table, which no rule counts"
                )
            if between:
                sign = ">=" if before.endswith("between") else "<="
            column = self._near(columns, query)
            if column is None or sign is None:
                raise UnclearError(f"it does not say of what {match[0]} is a limit")
            word.taken = True
            found.append(Comparison(column, sign, number))
        for word in self.words:
            word.taken = word.taken or (bool(found) and word.stem in _LIMITING)
        return found

    def _is_exactly(
        self,
        word: Word,
        number: float,
        columns: Sequence[tuple[int, Column]],
        found: list[Comparison],
    ) -> bool:
        """``5 stars``: whether a number is that of the column that follows it."""
        at = self.words.index(word) + 1
        column = next((c for place, c in columns if place == at and c.kind == "number"), None)
        if column is None:
            return False
        word.taken = True
        found.append(Comparison(column, "=", number))
        return True

    def _near(self, columns: Sequence[tuple[int, Column]], query: Query) -> Column | None:
        """The number that a limit is of: the one that is named, else the table's amount."""
        numbers = [column for _, column in columns if column.kind == "number"]
        if numbers:
            return numbers[-1] if len(numbers) > 1 else numbers[0]
        own = [c for c in self.catalogue.tables[query.table] if c.kind == "number"]
        money = [c for c in own if _MONEY.search(c.name)]
        return money[0] if len(money) == 1 or (money and len(own) > 1) else (
            own[0] if len(own) == 1 else None
        )  # fmt: skip

    def years(self, query: Query) -> list[Comparison]:
        """``in 2024``, ``since 2023``, ``before 2020``: of the first moment of the table."""
        found: list[Comparison] = []
        for place, word in enumerate(self.words):
            number = word.number
            if number is None or word.taken or not 1900 <= number <= 2100:
                continue
            before = self.words[place - 1].text.lower() if place else ""
            moment = query.moment or self.catalogue.moment(query.table)
            if before not in _YEARS or moment is None:
                raise UnclearError(f"it does not say what {word.text} is the year of")
            word.taken = self.words[place - 1].taken = True
            found.append(Comparison(moment, _YEARS[before], int(number), year=True))
        return found

    def places(self, reach: Sequence[str]) -> list[Comparison]:
        """``in Berlin``: a city, or another place that the text writes with a capital."""
        found: list[Comparison] = []
        for place, word in enumerate(self.words[1:], start=1):
            before = self.words[place - 1].text.lower()
            value = word.quoted or (word.text if word.text[0].isupper() else None)
            if word.taken or before not in ("in", "from", "named", "called") or value is None:
                continue
            names = _PLACES if before in ("in", "from") else ("name", "title")
            columns = [c for t in reach for n in names for c in self.catalogue.tables[t]
                       if c.name == n and c.kind == "text"]  # fmt: skip
            if columns:
                word.taken = True
                found.append(Comparison(columns[0], "=", value))
        return found
