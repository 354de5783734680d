"""Questions about published tables as SQL, by rules: counts, sums, averages, top-n by group.

A word that is not understood makes the question unanswered: an answer to half a question is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Tables = Mapping[str, Sequence[str]]  # the columns of each table

_SQL = re.compile(
    r"^\s*(?:select\b|with \w+ as\b|from \w+ select\b|describe \w+\s*;?$|summarize \w+\s*;?$|"
    r"show tables|insert into\b|update \w+ set\b|delete from\b|copy\b|attach '|install\b|load\b|"
    r"pragma\b|truncate\b|drop table\b|set \w+ ?=)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z_][a-z0-9_]*|\d+", re.IGNORECASE)
_FILLER = frozenset(
    "a an all and are by do does each every for give have has how i in is it list many me much of "
    "on please per row rows show tell that the there to total's us was were what which who with "
    "number count records entries be value values our we get can you column table most".split()
)
_AGGREGATES = {
    "sum": "sum", "total": "sum", "average": "avg", "mean": "avg", "avg": "avg", "maximum": "max",
    "max": "max", "largest": "max", "highest": "max", "minimum": "min", "min": "min",
    "smallest": "min", "lowest": "min", "median": "median",
}  # fmt: skip
DEFAULT_TOP = 10


@dataclass(frozen=True)
class Asked:
    """The SQL of a question, or ``why`` there is none."""

    sql: str | None
    why: str = ""


def to_sql(text: str, tables: Tables) -> Asked:
    """The SQL for a question about ``tables``; SQL itself is taken as it is."""
    if _SQL.match(text):
        return Asked(text.strip().rstrip(";?"))
    words = [word.lower() for word in _WORD.findall(text)]
    top, words = _top(words)
    group_words = _after(words, {"by", "per", "each", "every"})
    aggregate = next((_AGGREGATES[word] for word in words if word in _AGGREGATES), None)
    rest = [w for w in words if w not in _AGGREGATES and w not in _FILLER]
    table, used = _table(rest, tables)
    if table is None:
        return Asked(None, f"it names none of the tables ({', '.join(tables)})")
    columns = _columns([w for w in rest if w not in used], tables[table])
    unknown = [w for w in rest if w not in used and not any(w in c[1] for c in columns)]
    if unknown:
        return Asked(
            None,
            f"I do not know what {', '.join(dict.fromkeys(unknown))} means in {table} "
            f"({', '.join(tables[table])})",
        )
    named = [name for name, _ in columns]
    group = next((name for name, words_ in columns if words_ & set(group_words)), None)
    if group is None and top is not None and named:
        group = named[0]
    measured = [name for name in named if name != group]
    if len(measured) > 1 or (aggregate and not measured and aggregate != "sum"):
        return Asked(None, "it does not say which one column is meant")
    if measured and aggregate is None:
        return Asked(None, f"it does not say what of {measured[0]}: sum, average, maximum, minimum")
    figure, name = "count(*)", "rows"
    if aggregate is not None and measured:
        figure, name = f"{aggregate}({_quoted(measured[0])})", f"{aggregate}_{measured[0]}"
    if group is None:
        return Asked(f"SELECT {figure} AS {_quoted(name)} FROM {_quoted(table)}")  # noqa: S608
    limit = f" LIMIT {top}" if top is not None else ""
    chosen = f"{_quoted(group)}, {figure} AS {_quoted(name)}"
    order = f"ORDER BY {_quoted(name)} DESC, {_quoted(group)}{limit}"
    return Asked(f"SELECT {chosen} FROM {_quoted(table)} GROUP BY {_quoted(group)} {order}")  # noqa: S608


def _top(words: list[str]) -> tuple[int | None, list[str]]:
    if "top" not in words:
        return None, words
    at = words.index("top")
    if at + 1 < len(words) and words[at + 1].isdigit():
        return max(1, int(words[at + 1])), words[:at] + words[at + 2 :]
    return DEFAULT_TOP, words[:at] + words[at + 1 :]


def _after(words: list[str], marks: set[str]) -> list[str]:
    at = [place for place, word in enumerate(words) if word in marks]
    return words[at[-1] + 1 : at[-1] + 4] if at else []


def _table(words: list[str], tables: Tables) -> tuple[str | None, set[str]]:
    """The first table whose whole name stands in the words, and the words that name it."""
    found: list[tuple[int, str, set[str]]] = []
    for name in tables:
        for parts in ([name], name.split("_")):
            hits = [next((w for w in words if _stem(w) == _stem(part)), None) for part in parts]
            if all(hits):
                used = {hit for hit in hits if hit}
                found.append((-len(used), name, used))
                break
    if not found:
        return None, set()
    _, name, used = min(found)
    return name, used


def _columns(words: list[str], columns: Sequence[str]) -> list[tuple[str, set[str]]]:
    """The columns that the words name, in the words' order, each with its words."""
    found: list[tuple[int, str, set[str]]] = []
    taken: set[str] = set()
    for column in sorted(columns, key=lambda name: -name.count("_")):
        parts = [column] if column in words else column.split("_")
        hits = {w for w in words for part in parts if _stem(w) == _stem(part)} - taken
        if len(hits) >= len(parts):
            taken |= hits
            found.append((min(words.index(hit) for hit in hits), column, hits))
    return [(name, hits) for _, name, hits in sorted(found)]


def _stem(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "uses")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
