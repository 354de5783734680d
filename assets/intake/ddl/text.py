"""From bytes to SQL text, and the refusal of what is no SQL at all."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from assets.errors import IntakeError

MAX_DDL_BYTES = 200_000_000
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_LOOKS = (
    ("HTML or XML", re.compile(r"\s*<[!?a-zA-Z]")),
    ("JSON", re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[\[{\"\d\]])")),
    ("a PDF", re.compile(r"%PDF-")),
    ("an archive", re.compile(r"PK\x03\x04|\x1f\x8b")),
    ("CSV", re.compile(r"[^\n;(]*,[^\n;(]*\n[^\n;(]*,")),
)
_TABLE = re.compile(r"\bCREATE\b[^;()]{0,80}?\bTABLE\b", re.IGNORECASE)


def read_text(path: Path) -> tuple[str, int | None]:
    """The text of a file, and the line of the first byte that is not UTF-8 (then the text is read
    as Windows-1252).

    Raises IntakeError for a file that cannot be read, is too large or is binary.
    """
    where = str(path)
    try:
        size = path.stat().st_size
        if size > MAX_DDL_BYTES:
            raise IntakeError(
                f"the file has {size:,} bytes, at most {MAX_DDL_BYTES:,} are read",
                where=where,
                repair="dump the schema without its data",
            )
        data = path.read_bytes()
    except OSError as error:
        raise IntakeError(
            f"the file cannot be read: {error.strerror}", where=where, repair="check its path"
        ) from error
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return data.decode(encoding), None
            except UnicodeDecodeError as error:
                raise IntakeError(
                    f"the file begins as {encoding} and is not (byte {error.start})",
                    where=where,
                    repair="save it as UTF-8",
                ) from error
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError as error:
        return data.decode("cp1252", "replace"), data.count(b"\n", 0, error.start) + 1


def require_sql(text: str, where: str) -> None:
    """Raises IntakeError unless the text could be SQL that creates a table."""
    if not text.strip():
        raise IntakeError(
            "there is nothing in it", where=where, repair="give a file with CREATE TABLE statements"
        )
    control = _CONTROL.search(text)
    if control is not None:
        raise IntakeError(
            f"this is not text: a character {control.group()!r} stands in it",
            where=at_line(where, text.count("\n", 0, control.start()) + 1),
            repair="give an SQL script; a binary dump is made into one by its own restore tool",
        )
    if _TABLE.search(text) is None:
        looks = next((name for name, sign in _LOOKS if sign.match(text)), "")
        raise IntakeError(
            "no CREATE TABLE statement stands in it"
            + (f", it looks like {looks}" if looks else ""),
            where=at_line(where, 1),
            repair="give an SQL script with CREATE TABLE statements",
        )


def at_line(where: str, line: int) -> str:
    """The place to name in a message."""
    return f"{where}, line {line}" if where else f"line {line}"
