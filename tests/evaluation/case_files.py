"""Reads the cases of a split: one YAML file a domain, ``cases/SPLIT/DOMAIN.yaml``.

A table is written as ``column, column -> parent, parent as column``: its ``id`` and the column of
each foreign key (``customer_id``) go without saying. Its name may have others that are as good, the
words of the prompt: ``students | pupils``. The primary key is ``id``, or the columns of
all foreign keys where there are two or more.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from assets.intake.semantics.words import singular
from tests.evaluation.reference import Case, ReferenceTable, RowCheck

CASES = Path(__file__).parent / "cases"


def read_cases(split: str) -> list[Case]:
    """The cases of ``dev`` or ``test``, in the order of their files."""
    return [
        _case(path.stem, entry)
        for path in sorted((CASES / split).glob("*.yaml"))
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


def _case(domain: str, entry: dict[str, Any]) -> Case:
    unknown = set(entry) - {"name", "prompt", "tables", "checks"}
    if unknown:
        raise ValueError(f"{domain}: a case has no {', '.join(sorted(unknown))}")
    return Case(
        name=f"{domain}/{entry['name']}",
        prompt=entry["prompt"].strip(),
        tables=tuple(_table(name, text) for name, text in entry["tables"].items()),
        checks=tuple(_check(check) for check in entry.get("checks", [])),
    )


def _table(names: str, text: str) -> ReferenceTable:
    name, *synonyms = (each.strip() for each in names.split("|"))
    own, _, others = text.partition("->")
    references = dict(_reference(each) for each in _split(others))
    keys = [frozenset({"id"})]
    if len(references) > 1:
        keys.append(frozenset(references))
    return ReferenceTable(
        name=name,
        columns=("id", *references, *_split(own)),
        keys=tuple(keys),
        parents=tuple(references.values()),
        others=tuple(synonyms),
    )


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _reference(text: str) -> tuple[str, str]:
    """The column and the table of ``employees as manager_id`` or ``employees``."""
    parent, _, column = text.partition(" as ")
    front, _, last = parent.rpartition("_")
    usual = f"{front}_{singular(last)}_id" if front else f"{singular(last)}_id"
    return column or usual, parent


def _check(check: dict[str, Any]) -> RowCheck:
    sql = check["sql"]
    return RowCheck(
        states=check["states"],
        queries=tuple(sql) if isinstance(sql, list) else (sql,),
        expect=check["expect"],
        tolerance=check.get("tolerance", 0.0),
    )
