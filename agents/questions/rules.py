"""Questions about published tables as SQL, by rules.

A word that is not understood makes the question unanswered: an answer to half a question is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from agents.questions.catalogue import Catalogue, Column
from agents.questions.filters import Filters, UnclearError, flags, refuse_two_values
from agents.questions.mentions import Word, columns_in, tables_in, values_in, words_of
from agents.questions.statement import Comparison, Grouping, Query, Unit, written

_SQL = re.compile(
    r"^\s*(?:select\b|with \w+ as\b|from \w+ select\b|describe \w+\s*;?$|summarize \w+\s*;?$|"
    r"show tables|insert into\b|update \w+ set\b|delete from\b|copy\b|attach '|install\b|load\b|"
    r"pragma\b|truncate\b|drop table\b|set \w+ ?=)",
    re.IGNORECASE,
)
_FILLER = frozenset(
    "a an all and are by do does did each every for give have has had how i in is it list many me "
    "much of on please per row show tell that the there to us was were what which who with number "
    "count record entry be our we get can you whose value their its them "
    "made been at as from".split()
)
_AGGREGATES = {
    "sum": "sum", "average": "avg", "mean": "avg", "avg": "avg", "maximum": "max", "max": "max",
    "largest": "max", "highest": "max", "biggest": "max", "latest": "max", "last": "max",
    "newest": "max", "minimum": "min", "min": "min", "smallest": "min", "lowest": "min",
    "earliest": "min", "first": "min", "oldest": "min", "median": "median",
}  # fmt: skip
_UNITS: dict[str, Unit] = {
    "hour": "hour", "day": "day", "week": "week", "month": "month", "quarter": "quarter",
    "year": "year", "weekday": "weekday",
}  # fmt: skip
_TOTAL = re.compile(r"total|amount|revenue")
_REVENUE = frozenset("revenue sales turnover spend spending income".split())
_LACKING = re.compile(r"\b(?:no|without|never|have not|has not|had no)\b")
_SHARE = re.compile(r"\b(?:share|percentage|percent|proportion|fraction|rate)\b")
DEFAULT_TOP = 10


@dataclass(frozen=True)
class Asked:
    """The SQL of a question, or ``why`` there is none."""

    sql: str | None
    why: str = ""


def to_sql(text: str, catalogue: Catalogue) -> Asked:
    """The SQL for a question about the tables of a catalogue; SQL itself is taken as it is."""
    if _SQL.match(text):
        return Asked(text.strip().rstrip(";?"))
    reader = _Reader(text, catalogue)
    try:
        return Asked(written(reader.read(), catalogue))
    except UnclearError as error:
        return Asked(None, str(error))


@dataclass
class _Reader:
    text: str
    catalogue: Catalogue
    words: list[Word] = field(init=False)

    def __post_init__(self) -> None:
        self.words = words_of(self.text)

    def read(self) -> Query:
        """The query that the question means."""
        tables = tables_in(self.words, self.catalogue)
        names = list(dict.fromkeys(name for _, name in tables))
        top = self._top()
        unit = self._unit()
        aggregate = self._aggregate()
        columns = columns_in(self.words, self.catalogue, names)
        columns += self._money(names)
        top = top or self._most()
        if self._took("total", "overall"):
            aggregate = aggregate or "sum"
        if self._took("frequent", "common", "often", "popular"):
            top = top or 1
        if not names and not columns:
            known = ", ".join(self.catalogue.tables)
            raise UnclearError(f"it names none of the tables ({known})")
        names = names or list(dict.fromkeys(column.table for _, column in columns))
        query = Query(table=self._subject(names, columns))
        reach = self._reach(query.table)
        filters = Filters(self.text, self.words, self.catalogue)
        values = values_in(self.words, self.catalogue, reach)
        query.filters = [Comparison(column, "=", value) for _, column, value in values]
        if _LACKING.search(self.text.lower()):
            return self._lacking(query, names)
        query.filters += flags(columns)
        columns = [(at, c) for at, c in columns if not self._is_filter(query, c)]
        query.filters += filters.numbers(columns, query, [at for at, _ in tables])
        refuse_two_values(query.filters)
        self._measure(query, columns, aggregate, tables, unit, top)
        query.filters += filters.years(query) + filters.places(reach)
        query.share = bool(values) and _SHARE.search(self.text.lower()) is not None
        if query.share and query.group is not None and query.aggregate != "count":
            raise UnclearError("it asks for a share of two things at once")
        self._all_understood(query)
        return query

    def _most(self) -> int | None:
        """``the most orders``: one, of several where the question asks for several."""
        found = re.search(r"(?<!at )(?:\b(has|had) the most\b|\bthe most\b)", self.text.lower())
        if found is None or not self._took("most"):
            return None
        return 1 if found[1] else DEFAULT_TOP

    def _took(self, *said: str) -> bool:
        """Whether one of these words is there and free; it is taken then."""
        found = [word for word in self.words if not word.taken and word.text.lower() in said]
        for word in found:
            word.taken = True
        return bool(found)

    def _money(self, names: Sequence[str]) -> list[tuple[int, Column]]:
        """``revenue``: the amount of the tables that are named, else of the first that has one."""
        place = next((i for i, w in enumerate(self.words) if w.text.lower() in _REVENUE), None)
        if place is None or self.words[place].taken:
            return []
        for table in (*names, *self.catalogue.tables):
            own = [c for c in self.catalogue.tables[table] if c.kind == "number"]
            found = next((c for c in own if _TOTAL.search(c.name)), None)
            if found is not None:
                self.words[place].taken = True
                return [(place, found)]
        return []

    def _reach(self, table: str) -> list[str]:
        """The tables that a table leads up to, itself first."""
        return [t for t in self.catalogue.tables if self.catalogue.path(table, t) is not None]

    def _subject(self, names: Sequence[str], columns: Sequence[tuple[int, Column]]) -> str:
        """The table whose rows are counted or added up: the one that leads up to all others."""
        wanted = list(dict.fromkeys((*names, *(column.table for _, column in columns))))
        for name in (*wanted, *self.catalogue.tables):
            if all(self.catalogue.path(name, each) is not None for each in wanted):
                return name
        raise UnclearError(f"no keys lead from one of {', '.join(wanted)} to the others")

    def _top(self) -> int | None:
        for place, word in enumerate(self.words):
            if word.text.lower() in ("top", "best"):
                word.taken = True
                number = self.words[place + 1].number if place + 1 < len(self.words) else None
                if number is not None:
                    self.words[place + 1].taken = True
                return max(1, int(number)) if number is not None else DEFAULT_TOP
        return None

    def _unit(self) -> Unit | None:
        for place, word in enumerate(self.words):
            before = self.words[place - 1].text.lower() if place else ""
            if word.stem in _UNITS and before in ("per", "by", "each", "every", "of"):
                word.taken = True
                return _UNITS[word.stem]
        return None

    def _aggregate(self) -> str | None:
        found = None
        for word in self.words:
            name = _AGGREGATES.get(word.text.lower())
            if name is not None and not word.taken:
                word.taken = True
                found = found or name
        if re.search(r"\b(?:different|distinct|unique)\b", self.text.lower()):
            for word in self.words:
                if word.text.lower() in ("different", "distinct", "unique"):
                    word.taken = True
            return "distinct"
        return found

    def _is_filter(self, query: Query, column: Column) -> bool:
        return any(each.column == column for each in query.filters)

    def _lacking(self, query: Query, names: Sequence[str]) -> Query:
        """``which customers have no orders``: the parents that no row refers to."""
        for word in self.words:
            word.taken = word.taken or word.stem in ("no", "without", "never", "not")
        children = [n for n in names[1:] if self.catalogue.path(n, names[0])]
        if len(children) != 1:
            raise UnclearError("it does not say which rows are missing of which table")
        reach = [*self._reach(names[0]), children[0]]
        if any(each.column.table not in reach for each in query.filters):
            raise UnclearError("it does not say of which rows all that is")
        query = Query(table=names[0], filters=query.filters, lacking=children[0])
        counted = re.match(r"\s*(?:how many|count|number of)\b", self.text.lower())
        query.lists = counted is None
        self._all_understood(query)
        return query

    def _measure(
        self,
        query: Query,
        columns: Sequence[tuple[int, Column]],
        aggregate: str | None,
        tables: Sequence[tuple[int, str]],
        unit: Unit | None,
        top: int | None,
    ) -> None:
        """What is counted or added up, by what it is grouped, and how much of it is shown."""
        limits = [each.column for each in query.filters]
        free = [(at, c) for at, c in columns if c not in limits]
        group = self._group(free, tables, query, unit, top)
        measured = list(dict.fromkeys(c for _, c in free if group is None or c != group.column))
        if top is not None and group is None:
            raise UnclearError("it does not say the top of what")
        query.group, query.top = group, top
        if aggregate == "distinct":
            if len(measured) != 1:
                raise UnclearError("it does not say of what the different ones are counted")
            query.aggregate, query.measure = "distinct", measured[0]
            return
        if len(measured) > 1:
            raise UnclearError("it does not say which one column is meant")
        if measured:
            column = measured[0]
            fits = column.kind == "number" or (
                column.kind == "moment" and aggregate in ("min", "max")
            )
            is_sum = group is not None or _TOTAL.search(column.name)
            if aggregate is None and column.kind == "number" and is_sum:
                aggregate = "sum"
            if aggregate is None or not fits:
                raise UnclearError(
                    f"it does not say what of {column.name}: sum, average, maximum, minimum"
                )
            query.aggregate, query.measure = aggregate, column
        elif aggregate not in (None, "sum"):
            moment = self.catalogue.moment(query.table)
            is_moment = re.search(
                r"\b(?:last|latest|newest|first|earliest|oldest)\b", self.text.lower()
            )
            if moment is None or not is_moment:
                raise UnclearError("it does not say which one column is meant")
            query.aggregate, query.measure = str(aggregate), moment

    def _group(
        self,
        columns: Sequence[tuple[int, Column]],
        tables: Sequence[tuple[int, str]],
        query: Query,
        unit: Unit | None,
        top: int | None,
    ) -> Grouping | None:
        marks = [i for i, w in enumerate(self.words)
                 if w.text.lower() in ("by", "per", "each", "every")]  # fmt: skip
        if unit is not None:
            moments = [c for _, c in columns if c.kind == "moment"]
            moment = moments[0] if moments else self.catalogue.moment(query.table)
            if moment is None:
                raise UnclearError(f"{query.table} has no moments to group by {unit}")
            query.moment = moment
            return Grouping(column=moment, unit=unit)
        for mark in marks:
            near = [c for at, c in columns if mark < at <= mark + 2]
            whole = [t for at, t in tables if mark < at <= mark + 2 and t != query.table]
            kept = [c for c in near if c.kind != "number"] or ([] if top else near)
            if kept:
                return Grouping(column=kept[0])
            if whole:
                return Grouping(table=whole[0])
        if top is not None:
            others = [t for _, t in tables if t != query.table]
            texts = [c for _, c in columns if c.kind in ("text", "flag")]
            if texts:
                return Grouping(column=texts[0])
            if others:
                return Grouping(table=others[0])
        return None

    def _all_understood(self, query: Query) -> None:
        unknown = [
            w.text for w in self.words
            if not w.taken and w.text.lower() not in _FILLER and w.stem not in _FILLER
            and not (query.share and _SHARE.fullmatch(w.text.lower()))
        ]  # fmt: skip
        if unknown:
            columns = ", ".join(c.name for c in self.catalogue.tables[query.table])
            raise UnclearError(
                f"I do not know what {', '.join(dict.fromkeys(unknown))} means in {query.table} "
                f"({columns})"
            )
