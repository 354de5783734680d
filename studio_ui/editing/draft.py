"""A dataset as a person edits it: plain data that may be invalid, and the version it came from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from assets.schema.dataset import Dataset
from assets.schema.problems import Problem
from assets.schema.repairs.edits import Repair
from assets.schema.table import Table
from assets.tables.feasibility import GLANCE_ROWS
from assets.tables.mending import problems_of
from studio_ui.editing.column_grid import unreadable_parameters

DEFAULT_ROWS: int = Table.model_fields["rows"].default


@dataclass(frozen=True, slots=True)
class Finding:
    """What keeps a draft from being saved, and what would mend it; ``table`` is empty where the
    dataset itself is meant."""

    table: str
    column: str
    text: str
    repairs: tuple[Repair, ...] = ()

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

    def repaired(self, repair: Repair) -> Draft:
        """The draft after a repair, checked."""
        return self.edited(repair.applied(self.data))


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
    dataset, found = problems_of(data, sample_rows=GLANCE_ROWS)
    return dataset, [_finding(problem) for problem in found]


def _finding(problem: Problem) -> Finding:
    text = f"{problem.text.rstrip('.')}. {_sentence(problem.repair)}".strip()
    if problem.place:  # the way to it, without the table and column that stand beside
        rest = problem.place.removeprefix(f"tables.{problem.table}")
        rest = rest.removeprefix(f".columns.{problem.column}").lstrip(".")
        text = f"{rest}: {problem.text}" if rest else problem.text
    return Finding(problem.table, problem.column, text, problem.repairs)


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:].rstrip('.')}." if text else ""
