"""Words, digits and marks of a text with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

_TOKEN = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?(?![0-9-]))"
    r"|(?P<date>(?:[0-9]{1,2}(?P<sep>[/.])[0-9]{1,2}(?P=sep)(?:19|20)[0-9]{2}|[0-9]{4}/[0-9]{2}/[0-9]{2})(?![0-9/]))"
    r"|(?P<clock>(?:[01]?[0-9]|2[0-4]):[0-5][0-9](?![0-9:]))"
    r"|(?P<number>[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+(?![0-9/:]|[.,][0-9])|[0-9]+(?:[.,'’_][0-9]+)*)"
    r"(?P<tail>[^\W\d_]*)"
    r"|(?P<word>[^\W\d_]\w*(?:['’\-][^\W\d_]+)*)"
    r"|(?P<line>\n)"
    r"|(?P<mark>\.{2,3}|[<>]=|\S)"
)
LONGEST = 40
_KINDS = ("day", "date", "clock", "number", "word", "line", "mark")


@dataclass(frozen=True, slots=True)
class Token:
    """``text[start:end]``: ``kind`` says what it looks like. ``tail`` are letters after digits."""

    kind: Literal["day", "date", "clock", "number", "word", "line", "mark"]
    text: str
    lower: str
    start: int
    end: int
    tail: str = ""


def tokens_of(text: str) -> Iterator[Token]:
    """The tokens of ``text`` in order; overlong ones come as marks, which no grammar reads."""
    for found in _TOKEN.finditer(text):
        group = next(name for name in _KINDS if found.group(name) is not None)
        whole = found.group()
        kind = group if len(whole) <= LONGEST else "mark"
        tail = (found.group("tail") or "") if kind == "number" else ""
        shown = whole if len(whole) <= LONGEST else "¤"
        yield Token(kind, shown, shown.lower().replace("’", "'"), found.start(), found.end(), tail)  # type: ignore[arg-type]
