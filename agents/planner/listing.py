"""Tables whose columns the text lists: in brackets, in a sentence, or line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agents.outline import OutlineColumn
from agents.planner.naming import singular, snake
from agents.words import Words

MOST_COLUMNS = 80
_NAME = r"[A-Za-z][\w-]*(?:[ ][A-Za-z][\w-]*){0,2}"
_BRACKETS = re.compile(
    r"(?P<name>[A-Za-z]\w*(?:[ ]\w+)?)\s?\("
    r"(?P<list>[^()]{3,1500}(?:\([^()]{0,40}\)[^()]{0,800}){0,20})\)"
)
_TABLE = re.compile(
    r"(?P<name>[A-Za-z][\w-]*(?: [A-Za-z][\w-]*)?) table\b"
    r"(?P<gap>[^.;:\n]{0,40}?)\b(?:with|needs?|has|have|having|includes?|contains?|containing|"
    r"including|include|contain|columns?:?)\b(?: (?:the )?(?:columns?|fields?)(?: for)?:?)?"
    r"(?P<list>[^.;\n]{3,1500})",
    re.IGNORECASE,
)
_TABLE_OF = re.compile(
    r"\btables? (?:of|for) (?P<name>[A-Za-z][\w-]*(?: [A-Za-z][\w-]*)?) (?:with|having|that has) "
    r"(?P<list>[^.;\n]{3,1500})",
    re.IGNORECASE,
)
_EACH = re.compile(
    r"\b(?:each|every|an?|the) (?P<name>[A-Za-z][\w-]*(?: (?!has\b|have\b)[A-Za-z][\w-]*)?) "
    r"(?:has|have|is described by|consists of|is identified by)(?: its own)? "
    r"(?P<list>(?:an? |the |its )?[A-Za-z][^.;\n]{2,1500})",
    re.IGNORECASE,
)
_LINE = re.compile(
    r"^[ \t]*(?:[-*•]|\d+[.)])?[ \t]*(?:\*\*)?(?:table[ :]+)?(?P<name>[A-Za-z]\w*(?:[ ]\w+)?)"
    r"(?:\*\*)?[ \t]*[:–][ \t]*(?P<list>[^\n]{3,1500})$",
    re.IGNORECASE | re.MULTILINE,
)
_BLOCK = re.compile(
    r"^[ \t]*(?:#+[ \t]*|\*\*)?(?:table[ :]+)?(?P<name>[A-Za-z]\w*(?:[ ]\w+)?)(?:\*\*)?(?: table)?"
    r"[ \t]*:?[ \t]*\n(?P<list>(?:[ \t]*[-*•][ \t]+[^\n]{1,120}(?:\n|$)){2,80})",
    re.IGNORECASE | re.MULTILINE,
)
_STOP = re.compile(
    r"\b(?:where|which|so that|such that|using|because|when|if|many|multiple|several|to \d|"
    r"between|per|each|every|at least|at most|most|one or|zero|\d)\b",
    re.IGNORECASE,
)
_DROPPED = re.compile(
    r"^(?:and|or|has|have|the|a|an|its|their|unique|own|associated|also|as well as|optional|"
    r"columns?|fields?|for|of|with|required|included|personal)\s+",
    re.IGNORECASE,
)
_SHARES = re.compile(r"\d\s?%|\bpercent\b")
_NOT_NAMES = frozenset(
    {"and", "or", "the", "this", "that", "it", "they", "table", "tables", "columns", "column",
     "following", "which", "requirements", "note", "example", "e", "g", "i", "database", "schema",
     "data", "pk", "fk", "varchar", "decimal", "char", "numeric", "enum", "as", "in", "for", "is"}
)  # fmt: skip
_TYPE = re.compile(
    r"(?:\s*:\s*|\s+)(?P<type>integer|int|bigint|smallint|text|varchar\(\d+\)|varchar|string|date|"
    r"datetime|timestamp|boolean|bool|uuid|decimal\(\d+,\s*\d+\)|decimal|numeric|float|double)\b.*$",
    re.IGNORECASE,
)
_TYPES = {"int": "integer", "varchar": "varchar(120)", "string": "varchar(120)",
          "datetime": "timestamp", "bool": "boolean", "decimal": "decimal(12,2)",
          "numeric": "decimal(12,2)", "float": "double"}  # fmt: skip


@dataclass(frozen=True)
class Listed:
    """A table that the text lists columns of. ``strict`` lists name the table as one."""

    name: str
    columns: list[OutlineColumn]
    primary_key: list[str]
    words: Words
    strict: bool


def listed_tables(text: str) -> list[Listed]:
    """Every list of columns in the text, in its order; of two that overlap, the surer one."""
    found: list[Listed] = []
    taken: list[tuple[int, int]] = []
    sources = ((_TABLE_OF, True), (_TABLE, True), (_BRACKETS, True), (_BLOCK, True),
               (_LINE, True), (_EACH, False))  # fmt: skip
    for pattern, strict in sources:
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(start < b and a < end for a, b in taken):
                continue
            one = _listed(match, strict, pattern)
            if one is not None:
                taken.append((start, end))
                found.append(one)
    return sorted(found, key=lambda each: each.words.start)


def _listed(match: re.Match[str], strict: bool, pattern: re.Pattern[str]) -> Listed | None:
    raw = [part for part in snake(match["name"]).split("_") if part]
    while raw and raw[0] in {"the", "a", "an", "define", "create", "also", "and", "up", "set",
                             "additionally", "with", "our", "table", "each", "have"}:  # fmt: skip
        raw = raw[1:]
    name = "_".join(raw)
    if not name or raw[-1] in _NOT_NAMES:
        return None
    if pattern is _BRACKETS:
        name = raw[-1] if "_" not in match["name"].split()[-1] else snake(match["name"].split()[-1])
    if _SHARES.search(match["list"]):
        return None
    base = match.start("list")
    columns: list[OutlineColumn] = []
    key: list[str] = []
    for item, offset in _items(match["list"]):
        if not item.strip(" -*\t"):
            continue
        if not strict and _STOP.search(item):
            if not columns:
                return None
            break
        column, is_key = _column(item, base + offset)
        if column is None:
            if pattern in (_BRACKETS, _LINE):
                return None
            break
        if column.name not in {each.name for each in columns}:
            columns.append(column)
            key += [column.name] if is_key else []
    if len(columns) < (2 if pattern is not _TABLE else 1) or len(columns) > MOST_COLUMNS:
        return None
    if pattern in (_LINE, _BRACKETS) and _are_tables(columns):
        return None
    words = Words(start=match.start(), end=match.end(), text=match[0])
    return Listed(name, columns, key, words, strict)


def _are_tables(columns: list[OutlineColumn]) -> bool:
    """Whether a list is of tables after all: most of its words are plurals."""
    plurals = [c for c in columns if c.name != singular(c.name) and not c.name.endswith("status")]
    return len(plurals) * 2 > len(columns)


def _items(text: str) -> Iterator[tuple[str, int]]:
    at = 0
    splitter = r",(?![^()]*\))|\n|\s+and\s+(?=\S)|;"
    for separator in re.finditer(splitter, text):
        yield text[at : separator.start()], at
        at = separator.end()
    yield text[at:], at


def _column(item: str, at: int) -> tuple[OutlineColumn | None, bool]:
    kept = re.sub(r"^[\s\-*•`]+|[\s.`:]+$", "", item)
    unique = re.search(r"\bunique\b", kept, re.IGNORECASE) is not None
    is_key = re.search(r"\b(pk|primary key)\b", kept, re.IGNORECASE) is not None
    kept = re.sub(r"\((?![\d,\s]+\))[^()]*\)|\b(pk|fk|primary key|foreign key|not null)\b.*$", "",
                  kept, flags=re.IGNORECASE).strip()  # fmt: skip
    kind = None
    typed = _TYPE.search(kept)
    if typed is not None and typed.start() > 0:
        kind = typed["type"].lower()
        kind = _TYPES.get(kind, kind)
        kept = kept[: typed.start()]
    before = ""
    while before != kept:
        before, kept = kept, _DROPPED.sub("", kept)
    kept = re.sub(
        r"\s+(unique|columns?|fields?|attributes?)$", "", kept, flags=re.IGNORECASE
    ).strip()
    name = snake(kept)
    if not name or not name[0].isalpha() or len(kept.split()) > 3 or len(name) > 60:
        return None, False
    start = at + max(item.find(kept), 0)
    words = Words(start=start, end=start + len(kept), text=kept)
    column = OutlineColumn(name=name, type=kind, unique=unique, source="prompt", words=words)
    return column, is_key
