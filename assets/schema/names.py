"""Which names a dataset, a table and a column may have, and their safe forms."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator

MAX_NAME_LENGTH = 128  # SQL Server's limit for an identifier, the longest of the common ones
_DATASET = re.compile(r"[a-z][a-z0-9_]{0,62}")
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PUNCTUATION = frozenset(" _-$#@.&+()%")


def check_dataset_name(name: str) -> str:
    """The name unchanged. Raises ValueError unless it is lower snake case of 1 to 63 letters."""
    if not _DATASET.fullmatch(name):
        raise ValueError(
            f"a dataset's name is 1 to 63 of a-z, 0-9 and _, and starts with a letter; "
            f"{shown(name)} is not: try {dataset_name_from(name)!r}"
        )
    return name


def check_identifier(name: str) -> str:
    """The name of a table or column unchanged, as SQL sources have them.

    Letters of any script with their marks, digits, blanks and ``_ - $ # @ . & + ( ) %`` may stand
    in it. Raises ValueError for what could be mistaken for a path, for SQL, or could not be seen.
    """
    if not name or len(name) > MAX_NAME_LENGTH:
        raise ValueError(
            f"a name has 1 to {MAX_NAME_LENGTH} characters, {shown(name)} has {len(name)}: "
            f"shorten it"
        )
    bad = next((c for c in name if not (c.isalnum() or c in _PUNCTUATION or _is_mark(c))), None)
    if _is_mark(name[0]):
        bad = name[0]
    if bad is not None:
        raise ValueError(f"{bad!r} may not stand in the name {shown(name)}: rename it")
    if name != name.strip() or name.startswith((".", "-")) or ".." in name:
        raise ValueError(
            f"the name {shown(name)} starts or ends with a blank, or looks like a path: rename it"
        )
    return name


def dataset_name_from(text: str) -> str:
    """A valid dataset name that resembles ``text``."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", folded)
    name = re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")
    if not name or not name[0].isalpha():
        name = f"dataset_{name}".rstrip("_")
    return name[:63].rstrip("_")


def identifier_slug(name: str) -> str:
    """A name of ASCII letters, digits and ``_``: the name itself where it is one already, else a
    readable form with a hash that keeps different names apart."""
    if _IDENTIFIER.fullmatch(name) and len(name) <= 63:
        return name
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    readable = re.sub(r"[^A-Za-z0-9]+", "_", folded).strip("_")[:48] or "name"
    if readable[0].isdigit():
        readable = f"_{readable}"
    return f"{readable}_{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def folded(name: str) -> str:
    """Equal for two names that SQL or a file system could take for the same one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _is_mark(character: str) -> bool:
    """Whether it belongs to the letter before it: an accent, a vowel sign of Hindi or Thai."""
    return unicodedata.category(character) in ("Mn", "Mc")


def shown(name: str) -> str:
    """The name quoted for a message, cut where it is long."""
    return repr(name if len(name) <= 60 else f"{name[:57]}...")


DatasetName = Annotated[str, AfterValidator(check_dataset_name)]
Identifier = Annotated[str, AfterValidator(check_identifier)]
