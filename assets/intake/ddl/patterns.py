"""Simple regular expressions as the patterns that a generator can follow."""

from __future__ import annotations

import re

_PIECE = re.compile(
    r"(\[(?:0-9|A-Z|a-z|A-Za-z0-9|a-zA-Z0-9|0-9A-Za-z|0-9a-zA-Z|A-Z0-9|0-9A-Z|a-z0-9)\]|\\d"
    r"|\\[.\-/+()]|[A-Za-z0-9 _\-@/:])(?:\{(\d{1,3})(?:,\d{0,3})?\}|(\+))?"
)
_CLASSES = {"[0-9]": "#", "\\d": "#", "[A-Z]": "A", "[a-z]": "a", "[A-Z0-9]": "A", "[0-9A-Z]": "A",
            "[a-z0-9]": "a"}  # fmt: skip


def pattern_of(regex: str) -> str | None:
    """A Pattern generator's pattern whose values all match the whole of ``regex``; None when the
    regular expression is not anchored, or not as simple as ``^[A-Z]{2}-\\d{4}$``."""
    if not (regex.startswith("^") and regex.endswith("$")) or regex.endswith("\\$"):
        return None
    body, made, position = regex[1:-1], "", 0
    while position < len(body):
        piece = _PIECE.match(body, position)
        if piece is None:
            return None
        count = int(piece[2]) if piece[2] else 3 if piece[3] else 1
        made += _one(piece[1]) * max(count, 1 if piece[2] is None else 0)
        position = piece.end()
    return made if 0 < len(made) <= 200 else None


def _one(piece: str) -> str:
    if piece in _CLASSES:
        return _CLASSES[piece]
    if piece.startswith("["):
        return "*"
    character = piece[-1]
    return f"\\{character}" if character in "#Aa*" else character
