"""Prompts and schemas of the liam project's benchmark, read from beside the repository.

They are not part of this project: ``../shared/data/prompts/liam``, as liam-hq/liam has them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.evaluation.reference import Case, ReferenceTable

LIAM = Path(__file__).parents[3] / "shared" / "data" / "prompts" / "liam"


def read_liam(folder: Path = LIAM) -> list[Case]:
    """The cases that have a reference; none where the folder is absent."""
    return [
        Case(
            name=f"{path.parents[2].name.removeprefix('benchmark-workspace-')}/{path.stem}",
            prompt=_prompt(path.parents[1] / "input" / path.name),
            tables=_tables(json.loads(path.read_text(encoding="utf-8"))),
        )
        for path in sorted(folder.glob("*/execution/reference/*.json"))
    ]


def _prompt(path: Path) -> str:
    """The text of an input, which is given alone or as a member."""
    found = json.loads(path.read_text(encoding="utf-8"))
    return str(found["input"] if isinstance(found, dict) else found)


def _tables(schema: dict[str, Any]) -> tuple[ReferenceTable, ...]:
    return tuple(_table(name, table) for name, table in schema["tables"].items())


def _table(name: str, table: dict[str, Any]) -> ReferenceTable:
    constraints = list(table["constraints"].values())
    return ReferenceTable(
        name=name,
        columns=tuple(table["columns"]),
        keys=tuple(frozenset(c["columnNames"]) for c in constraints if c["type"] == "PRIMARY KEY"),
        parents=tuple(c["targetTableName"] for c in constraints if c["type"] == "FOREIGN KEY"),
    )
