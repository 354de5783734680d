"""A dataset as a person edits it: plain data that may be invalid, and the version it came from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from pydantic import ValidationError

from assets.errors import SpecError
from assets.schema.dataset import Dataset, dataset_from, spec_problems
from assets.schema.table import Table
from assets.tables.feasibility import problems as infeasibilities
from studio_ui.editing.column_grid import unreadable_parameters

DEFAULT_ROWS: int = Table.model_fields["rows"].default


@dataclass(frozen=True, slots=True)
class Finding:
    """What keeps a draft from being saved; ``table`` is empty where the dataset itself is meant."""

    table: str
    column: str
    text: str

    @property
    def place(self) -> str:
        return ".".join(part for part in (self.table, self.column) if part)


@dataclass(frozen=True)
class Draft:
    """``data`` is what the person made of ``base``, the saved dataset (None: it is new).

    ``dataset`` is the valid dataset that ``data`` is, or None; ``findings`` say why.
    """

    data: dict[str, Any]
    base: Dataset | None
    dataset: Dataset | None = None
    findings: tuple[Finding, ...] = field(default=())

    @property
    def name(self) -> str:
        return str(self.data.get("name", ""))

    def rows(self, table: str) -> int | None:
        """The rows of a table, those that follow from its parents' too; None where they cannot be
        told."""
        if self.dataset is not None:
            return self.dataset.table(table).rows
        found = next(t for t in self.data["tables"] if t.get("name") == table)
        rows = found.get("rows", DEFAULT_ROWS)
        is_count = isinstance(rows, int) and "per_parent" not in found
        return rows if is_count else None

    @property
    def can_be_saved(self) -> bool:
        """Whether there is something to save, and nothing to solve first."""
        return self.dataset is not None and not self.findings and self.is_changed

    @cached_property
    def version(self) -> str | None:
        """The saved version that the edit is based on."""
        return None if self.base is None else self.base.version

    @cached_property
    def is_changed(self) -> bool:
        """Whether there is something to save."""
        if self.base is None or self.dataset is None:
            return True
        return self.dataset.version != self.base.version

    def edited(self, data: dict[str, Any]) -> Draft:
        """The draft with other data, checked."""
        dataset, findings = check(data)
        return replace(self, data=data, dataset=dataset, findings=tuple(findings))


def open_draft(base: Dataset) -> Draft:
    """A draft without edits. A saved dataset was checked before it was saved, and is not again."""
    return Draft(plain(base), base, base)


def new_draft(data: dict[str, Any]) -> Draft:
    """A draft of a dataset that was never saved."""
    return Draft(data, None).edited(data)


def plain(dataset: Dataset) -> dict[str, Any]:
    """The dataset as plain data, defaults left out."""
    return dataset.model_dump(mode="json", exclude_defaults=True)


def check(data: dict[str, Any]) -> tuple[Dataset | None, list[Finding]]:
    """The dataset that the data is, or None, and what is wrong with it.

    A dataset with findings is well formed, but rows cannot be made of it.
    """
    unreadable = [
        Finding(str(table.get("name", "")), column, text)
        for table in data.get("tables", [])
        for column, text in unreadable_parameters(table)
    ]
    if unreadable:
        return None, unreadable
    try:
        dataset = dataset_from(data)
    except SpecError as error:
        cause = error.__cause__
        lines = [error.problem]
        if isinstance(cause, ValidationError):
            lines = spec_problems(cause, data)
        return None, [_finding(line, data) for line in lines]
    found = infeasibilities(dataset)
    texts = [f"{p.text.rstrip('.')}. {_sentence(p.repair)}".strip() for p in found]
    return dataset, [Finding(p.table, p.column, t) for p, t in zip(found, texts, strict=True)]


def _finding(line: str, data: dict[str, Any]) -> Finding:
    """``tables.books.columns.price.type: text`` taken apart. Names may have dots in them."""
    if not line.startswith("tables."):
        return Finding("", "", line)
    tables = data.get("tables", [])
    table, rest = _named(line.removeprefix("tables."), tables)
    columns: list[dict[str, Any]] = next(
        (t.get("columns", []) for t in tables if t.get("name") == table), []
    )
    if not rest.startswith(".columns."):
        return Finding(table, "", rest.removeprefix(": ").removeprefix("."))
    column, rest = _named(rest.removeprefix(".columns."), columns)
    return Finding(table, column, rest.removeprefix(": ").removeprefix("."))


def _named(path: str, items: list[dict[str, Any]]) -> tuple[str, str]:
    """The longest name of an item with which the path begins, and what follows it."""
    names = sorted((str(item.get("name", ""))[:60] for item in items), key=len, reverse=True)
    found = next((n for n in names if n and path.startswith((f"{n}.", f"{n}:"))), None)
    if found is None:
        found = path.partition(".")[0].partition(":")[0]
    return found, path[len(found) :]


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:].rstrip('.')}." if text else ""
