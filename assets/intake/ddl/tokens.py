"""A statement as words, and a cursor that reads them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NoReturn

from sqlglot import Token, TokenType
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import SqlglotError

from assets.errors import IntakeError
from assets.intake.ddl.statements import Statement
from assets.intake.ddl.text import at_line

MAX_DEPTH = 200
MAX_STATEMENT = 1_000_000
_STRINGS = frozenset(
    {
        TokenType.STRING,
        TokenType.NATIONAL_STRING,
        TokenType.RAW_STRING,
        TokenType.HEREDOC_STRING,
        TokenType.UNICODE_STRING,
        TokenType.BYTE_STRING,
    }
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a statement. ``key`` is its upper-case form for a bare word or a symbol, and
    empty for a quoted name, a string or a number; ``start`` and ``end`` cut it from the text."""

    text: str
    key: str
    kind: str  # "word", "name", "string", "number" or "symbol"
    start: int
    end: int


class Source:
    """The words of one statement, and where it stands."""

    def __init__(self, statement: Statement, dialect: str, where: str) -> None:
        self.text, self.line = statement.text, statement.line
        self.dialect, self.where = dialect, where
        if len(self.text) > MAX_STATEMENT:
            raise IntakeError(
                f"the statement {self.beginning()!r} has {len(self.text):,} characters, at most "
                f"{MAX_STATEMENT:,} are read",
                where=self.place(),
                repair="end the statements before it with ;",
            )
        try:
            tokens = Dialect.get_or_raise(dialect).tokenize(statement.text)
        except (SqlglotError, RecursionError) as error:
            raise IntakeError(
                f"the statement {self.beginning()!r} cannot be read: {str(error)[:100]}",
                where=at_line(where, self.line),
            ) from error
        self.words = [word for token in tokens for word in _words(token, statement.text)]
        self._refuse_deep_nesting()

    def beginning(self) -> str:
        """The first words, for a message."""
        return " ".join(self.text[:200].split())[:50]

    def place(self, word: Word | None = None) -> str:
        line = self.line + (self.text.count("\n", 0, word.start) if word else 0)
        return at_line(self.where, line)

    def slice(self, words: list[Word]) -> str:
        """The text from the first of the words to the last, as it is written."""
        return self.text[words[0].start : words[-1].end] if words else ""

    def _refuse_deep_nesting(self) -> None:
        depth = 0
        for word in self.words:
            depth += (word.key == "(") - (word.key == ")")
            if depth > MAX_DEPTH:
                raise IntakeError(
                    f"parentheses are nested more than {MAX_DEPTH} deep", where=self.place(word)
                )


class Cursor:
    """Reads the words of one statement, or of a part of it, from left to right."""

    def __init__(self, source: Source, words: list[Word] | None = None) -> None:
        self.source = source
        self.words = source.words if words is None else words
        self.position = 0

    @property
    def done(self) -> bool:
        return self.position >= len(self.words)

    def peek(self, ahead: int = 0) -> Word | None:
        index = self.position + ahead
        return self.words[index] if index < len(self.words) else None

    def at(self, *keys: str) -> bool:
        """Whether the next words are these, in this order."""
        return all((word := self.peek(i)) and word.key == key for i, key in enumerate(keys))

    def accept(self, *keys: str) -> bool:
        """Passes over these words where they are next."""
        if not self.at(*keys):
            return False
        self.position += len(keys)
        return True

    def accept_any(self, keys: Iterable[str]) -> str:
        """Passes over the next word where it is one of these; empty when it is not."""
        word = self.peek()
        if word is None or word.key not in keys or not word.key:
            return ""
        self.position += 1
        return word.key

    def expect(self, *keys: str) -> None:
        if not self.accept(*keys):
            self.fail(f"{' '.join(keys)} is missing")

    def next(self) -> Word:
        word = self.peek()
        if word is None:
            self.fail("the statement breaks off")
        self.position += 1
        return word

    def name(self) -> str:
        """A name, bare or quoted."""
        word = self.next()
        if word.kind == "string" and self.source.dialect == "sqlite":
            return word.text
        if word.kind not in ("word", "name"):
            self.position -= 1
            self.fail("a name is missing")
        return word.text

    def qualified(self) -> tuple[str, str]:
        """Schema (or empty) and name of ``name``, ``schema.name`` or ``db.schema.name``."""
        parts = [self.name()]
        while self.accept("."):
            parts.append("" if self.at(".") else self.name())
        return (parts[-2] if len(parts) > 1 else ""), parts[-1]

    def string(self) -> str:
        word = self.next()
        if word.kind != "string":
            self.position -= 1
            self.fail("a text in quotes is missing")
        return word.text

    def group(self) -> list[Word]:
        """The words inside the parentheses that open here."""
        self.expect("(")
        start, depth = self.position, 1
        while depth:
            word = self.next()
            depth += (word.key == "(") - (word.key == ")")
        return self.words[start : self.position - 1]

    def items(self) -> list[Cursor]:
        """The parts of the parentheses that open here, cut at their commas."""
        return [Cursor(self.source, part) for part in cut(self.group())]

    def rest(self) -> list[Word]:
        words = self.words[self.position :]
        self.position = len(self.words)
        return words

    def refuse(self, problem: str, repair: str) -> NoReturn:
        """Raises IntakeError that names the line of the statement."""
        raise IntakeError(problem, where=self.source.place(), repair=repair)

    def fail(self, problem: str) -> NoReturn:
        """Raises IntakeError that names the line and the word here."""
        word = self.peek()
        last = self.words[-1] if self.words else None
        found = f", found {word.text[:40]!r}" if word else ""
        raise IntakeError(
            f"{problem}{found} in {self.source.beginning()!r}",
            where=self.source.place(word or last),
            repair="correct the statement; if it is right for its database, name the dialect",
        )


def cut(words: list[Word]) -> list[list[Word]]:
    """The words cut at the commas that no parentheses enclose. No words are no parts."""
    parts: list[list[Word]] = [[]]
    depth = 0
    for word in words:
        depth += (word.key in ("(", "[")) - (word.key in (")", "]"))
        if word.key == "," and depth == 0:
            parts.append([])
        else:
            parts[-1].append(word)
    return parts if words else []


def _words(token: Token, text: str) -> list[Word]:
    kind, value, start, end = token.token_type, token.text, token.start, token.end + 1
    if kind in _STRINGS:
        return [Word(value, "", "string", start, end)]
    if kind is TokenType.IDENTIFIER:
        return [Word(value, "", "name", start, end)]
    if kind in (TokenType.NUMBER, TokenType.HEX_STRING, TokenType.BIT_STRING):
        return [Word(value, "", "number", start, end)]
    written = text[start:end]
    if written[:1].isalpha() or written[:1] == "_":
        words, at = [], start
        for part in written.split():
            at = text.index(part, at)
            words.append(Word(part, part.upper(), "word", at, at + len(part)))
            at += len(part)
        return words
    return [Word(written, written.upper(), "symbol", start, end)]
