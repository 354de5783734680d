"""Pools whose texts stand in a file beside the spec: read once, and then part of the spec."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assets.errors import SpecError

FIELD = "values_file"
MAX_FILE_BYTES = 20_000_000


def with_value_files(data: Any, folder: Path | None, *, where: str) -> Any:
    """The plain data of a spec with ``values`` in place of each pool's ``values_file``.

    A file is named relative to ``folder`` and lies in it or below; it has one text a line, or is
    a JSON list of texts (``.json``). Raises SpecError, also for any such field where ``folder`` is
    None: a text without a file has nothing beside it.
    """
    for pool in list(_pools(data)):
        name = pool.pop(FIELD)
        if folder is None:
            raise SpecError(
                f"{FIELD}: {str(name)[:60]!r} is only read beside a spec that is a file itself",
                where=where,
                repair="write the texts into values",
            )
        if "values" in pool:
            raise SpecError(
                f"a pool has both values and {FIELD}", where=where, repair="leave one out"
            )
        pool["values"] = _texts(folder, name, where)
    return data


def _pools(data: Any) -> Iterator[dict[str, Any]]:
    todo = [data]
    while todo:
        current = todo.pop()
        if isinstance(current, dict):
            if current.get("kind") == "pool" and FIELD in current:
                yield current
            todo += current.values()
        elif isinstance(current, list):
            todo += current


def _texts(folder: Path, name: Any, where: str) -> list[str]:
    here = f"{where}: {str(name)[:60]}"
    root = folder.resolve()
    if not isinstance(name, str) or not (root / name).resolve().is_relative_to(root):
        raise SpecError(
            f"the file leads out of {root}", where=here, repair="put the file beside the spec"
        )
    path = root / name
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise SpecError(
                f"the file has {path.stat().st_size:,} bytes, a list at most {MAX_FILE_BYTES:,}",
                where=here,
            )
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SpecError(
            f"the file cannot be read: {error.strerror}", where=here, repair="check its path"
        ) from error
    except UnicodeDecodeError as error:
        raise SpecError(
            f"the file is not text in UTF-8 (byte {error.start})", where=here
        ) from error
    if path.suffix.lower() != ".json":
        return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SpecError(f"the file is not JSON: {error}", where=here) from error
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise SpecError("the file is no JSON list of texts", where=here, repair='write ["a", "b"]')
    return list(dict.fromkeys(values))
