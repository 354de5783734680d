"""Cutting a script or dump into statements, quickly and without reading its data.

Each dialect has its own quotes and comments, and its client's own line commands: ``\\connect`` and
``COPY ... FROM stdin`` blocks (psql), ``GO`` (sqlcmd), ``DELIMITER`` (mysql).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from assets.errors import IntakeError
from assets.intake.ddl.text import at_line

_COPY = re.compile(r"COPY\b[^;]*\bFROM\s+STDIN\b", re.IGNORECASE)
_COPY_END = re.compile(r"^\\\.[ \t\r]*$", re.MULTILINE)
_DOLLAR = re.compile(r"\$(?:[A-Za-z_]\w*)?\$")
_DELIMITER = re.compile(r"\n[ \t]*DELIMITER[ \t]+(\S+)[^\n]*", re.IGNORECASE)
_GO = re.compile(r"\n[ \t]*GO(?:[ \t]+\d+)?[ \t]*(?:--[^\n]*|\r)?(?=\n|$)", re.IGNORECASE)
_LEAD = re.compile(r"(?:[\s;]++|--[^\n]*+|/\*(?:[^*]++|\*(?!/))*+\*/)*+")
_LEAD_HINTS = re.compile(r"(?:[\s;]++|--[^\n]*+|#[^\n]*+|/\*(?!!)(?:[^*]++|\*(?!/))*+\*/)*+")
_ROUTINE = re.compile(
    r"(?:CREATE|ALTER)\s+(?:OR\s+(?:REPLACE|ALTER)\s+)?(?:DEFINER\s*=\s*\S+\s+)?"
    r"(?:(?:AGGREGATE|CONSTRAINT|TEMP|TEMPORARY)\s+)?"
    r"(?:PROC|PROCEDURE|FUNCTION|TRIGGER|EVENT|PACKAGE)\b",
    re.IGNORECASE,
)
_BLOCK = re.compile(
    r"'(?:[^']|'')*'|--[^\n]*|\bEND\s+(?:IF|LOOP|WHILE|REPEAT|FOR)\b|\b(BEGIN|CASE|END)\b",
    re.IGNORECASE,
)
_DATA_END = re.compile(r"[)\w'\"\]`]\s*$")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement without its terminator. ``line`` is where it begins, counted from 1."""

    text: str
    line: int
    ended: bool = True


def split(text: str, dialect: str, where: str) -> tuple[list[Statement], list[Statement]]:
    """The statements of a script, and the line commands of its client.

    Raises IntakeError, with the line, for a quote, comment or data block that is never closed.
    """
    return _Splitter(text, dialect, where).run()


class _Splitter:
    def __init__(self, text: str, dialect: str, where: str) -> None:
        self.text = "\n" + text.replace("\r\n", "\n")  # so that a line's number is its newlines
        self.dialect = dialect
        self.where = where
        self.statements: list[Statement] = []
        self.commands: list[Statement] = []
        self._counted, self._line = 0, 0
        self._hints: list[tuple[int, int]] = []

    def run(self) -> tuple[list[Statement], list[Statement]]:
        text, skip = self.text, _plain(self.dialect)
        start, position, depth, seen = 0, 0, 0, 0
        while True:
            found = skip.match(text, position)
            position = found.end() if found else position
            if position >= len(text):
                break
            char = text[position]
            if char == ";":
                if self._inside_routine(start, position):
                    depth += _depth(text[max(seen, start) : position])
                    seen = position
                    if depth > 0 or self.dialect == "tsql":
                        position += 1
                        continue
                self._add(start, position)
                start = self._after_copy(start, position + 1)
                position, depth, seen = start, 0, start
            elif char == "/":
                lead = _LEAD.match(text, start, position)
                first = lead is not None and lead.end() == position
                position = self._comment(position)
                start = position if first and self.dialect == "postgres" else start
            elif char == "$":
                position = self._dollar(position)
            elif char == "\n":
                start, position = self._line_command(start, position)
            else:
                raise self._open(position, f"the {char} that opens here is never closed")
        self._add(start, len(text), ended=False)
        return self.statements, self.commands

    def _inside_routine(self, start: int, position: int) -> bool:
        begin = self._begin(start)
        if _ROUTINE.match(self.text, begin, position) is None:
            return False
        if self.dialect == "postgres":
            return "BEGIN ATOMIC" in self.text[begin:position].upper()
        return True

    def _add(self, start: int, end: int, *, ended: bool = True) -> None:
        begin = min(self._begin(start), end)
        if begin >= end:
            return
        line = self._line_at(begin)
        text = self.text[begin:end]
        for low, high in self._hints:
            if begin <= low < end:
                high = min(high, end)
                text = f"{text[: low - begin]}{' ' * (high - low)}{text[high - begin :]}"
        self._hints = [hint for hint in self._hints if hint[0] >= end]
        if text.strip(" \t\n;"):
            self.statements.append(Statement(text.strip(), line, ended))

    def _begin(self, start: int) -> int:
        lead = (_LEAD_HINTS if self.dialect == "mysql" else _LEAD).match(self.text, start)
        return lead.end() if lead else start

    def _line_at(self, position: int) -> int:
        if position < self._counted:
            return self.text.count("\n", 0, position)
        self._line += self.text.count("\n", self._counted, position)
        self._counted = position
        return self._line

    def _after_copy(self, start: int, position: int) -> int:
        if self.dialect != "postgres":
            return position
        begin = self._begin(start)
        if _COPY.match(self.text, begin, position) is None:
            return position
        end = _COPY_END.search(self.text, position)
        if end is None:
            raise self._open(begin, r"the data after COPY is never ended by a line with \.")
        return end.end()

    def _comment(self, position: int) -> int:
        if self.dialect == "mysql" and self.text.startswith("/*!", position):
            return self._hint(position)
        depth, end = 1, position + 2
        while depth:
            close = self.text.find("*/", end)
            if close < 0:
                raise self._open(position, "the comment that opens here is never closed")
            nested = self.text.find("/*", end, close) if self.dialect == "postgres" else -1
            depth, end = (depth + 1, nested + 2) if nested >= 0 else (depth - 1, close + 2)
        return end

    def _hint(self, position: int) -> int:
        """MySQL runs what stands in ``/*!40101 ... */``: only the marks are taken away."""
        close = self.text.find("*/", position)
        if close < 0:
            raise self._open(position, "the comment that opens here is never closed")
        begin = position + 3
        while self.text[begin].isdigit():
            begin += 1
        self._hints += [(position, begin), (close, close + 2)]
        return begin

    def _dollar(self, position: int) -> int:
        tag = _DOLLAR.match(self.text, position)
        if tag is None:
            return position + 1
        close = self.text.find(tag.group(), tag.end())
        if close < 0:
            raise self._open(position, f"the {tag.group()} that opens here is never closed")
        return close + len(tag.group())

    def _line_command(self, start: int, position: int) -> tuple[int, int]:
        """The new start and position after the client's command on the line that begins here."""
        text = self.text
        if self.dialect == "tsql" and (go := _GO.match(text, position)):
            self._add(start, position)
            return go.end(), go.end()
        if self.dialect == "mysql" and (mark := _DELIMITER.match(text, position)):
            self._add(start, position)
            return self._delimited(mark)
        if self.dialect == "postgres" and text[position + 1 : position + 2] == "\\":
            end = text.find("\n", position + 1)
            end = len(text) if end < 0 else end
            self._add(start, position)
            command = text[position + 1 : end].strip()
            self.commands.append(Statement(command, self._line_at(position + 1)))
            return end, end
        return start, position + 1

    def _delimited(self, mark: re.Match[str]) -> tuple[int, int]:
        if mark[1] == ";":
            return mark.end(), mark.end()
        following = _DELIMITER.search(self.text, mark.end())
        stop = following.start() if following else len(self.text)
        begin = mark.end()
        while begin < stop:
            end = self.text.find(mark[1], begin, stop)
            end = stop if end < 0 else end
            self._add(begin, end)
            begin = end + len(mark[1])
        return stop, stop

    def _open(self, position: int, problem: str) -> IntakeError:
        return IntakeError(
            problem,
            where=at_line(self.where, max(1, self.text.count("\n", 0, position + 1))),
            repair="complete the file where it is cut off, or name its dialect",
        )


def ends_early(statement: Statement) -> bool:
    """Whether the last statement of a script, which nothing terminates, breaks off."""
    if statement.ended:
        return False
    bare = re.sub(r"'(?:[^']|'')*'", "''", statement.text)
    return bare.count("(") != bare.count(")") or _DATA_END.search(bare) is None


def _depth(text: str) -> int:
    words = [match[1].upper() for match in _BLOCK.finditer(text) if match[1]]
    return sum(-1 if word == "END" else 1 for word in words)


@cache
def _plain(dialect: str) -> re.Pattern[str]:
    """All that ends no statement: words, closed quotes, line comments, ordinary new lines."""
    escaped = r"(?:[^'\\]++|\\.|'')*+'"
    parts = [r"[^'\"`;$/\-#\[\n\\]++", r"--[^\n]*+", r"-", r"/(?!\*)"]
    if dialect == "mysql":
        parts += [f"'{escaped}", r'"(?:[^"\\]++|\\.|"")*+"', r"#[^\n]*+", r"[$\[\\]"]
        parts += [r"`(?:[^`]++|``)*+`", r"\n(?![ \t]*DELIMITER[ \t])"]
    else:
        parts += [r"'(?:[^']++|'')*+'", r'"(?:[^"]++|"")*+"', "#"]
    if dialect in ("postgres", "duckdb"):
        parts.insert(0, rf"(?<=[^A-Za-z0-9_][eE])'{escaped}")
        parts += [r"\$(?!(?:[A-Za-z_]\w*)?\$)", r"[`\[]"]
        parts += [r"\\", r"\n(?!\\)"] if dialect == "postgres" else [r"[\\\n]"]
    if dialect == "tsql":
        parts += [r"\[(?:[^\]]++|\]\])*+\]", r"[$`\\]", r"\n(?![ \t]*GO\b)"]
    if dialect == "sqlite":
        parts += [r"\[[^\]]*+\]", r"`(?:[^`]++|``)*+`", r"[$\\\n]"]
    return re.compile(f"(?:{'|'.join(parts)})*+", re.DOTALL | re.IGNORECASE)
