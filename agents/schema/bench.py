"""What the tools of the schema agent know: one prompt, read by the planner and its knowledge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from agents.knowledge.base import Knowledge
from agents.models.tier import Task
from agents.outline import Outline, OutlineTable
from agents.planner.outlining import questions_for
from agents.schema.sketch import Sketch, SketchReference, SketchTable, explained, sketched

MOST_PROBLEMS = 8


@dataclass(frozen=True)
class Bench:
    """The work on one task. Nothing here reads files or the network."""

    task: Task
    known: Knowledge

    def analyze_prompt(self) -> dict[str, Any]:
        """What the request says: its field of business, the dataset that it edits, its tables and
        whether it names them, quantities, and what is unclear."""
        draft, reading = self.task.draft, self.task.reading
        return {
            "name": draft.name,
            "domain": draft.domain,
            "edits": self.task.current.name if self.task.current else None,
            "tables": [
                {
                    "name": each.name,
                    "primary_key": each.primary_key,
                    "named": each.words is not None,
                    "sure": each.confidence,
                }
                for each in draft.tables
            ],
            "quantities": [
                {"kind": each.kind, "words": each.words.text} for each in reading.quantities
            ],
            "not_understood": [words.text for words in reading.not_understood],
            "questions": questions_for(draft),
        }

    def suggest_columns(self, tables: list[str]) -> dict[str, list[dict[str, Any]]]:
        """The usual columns of each table, those that the request names first among them."""
        return {name: self._columns(name) for name in tables}

    def infer_relationships(self, tables: list[str]) -> list[dict[str, Any]]:
        """The foreign keys between the tables: ``from`` refers to ``table``."""
        there = set(tables)
        return [
            {"from": name, **reference.model_dump()}
            for name in tables
            for reference in self._references(name, tables)
            if reference.table in there
        ]

    def validate_schema(self, sketch: Sketch) -> dict[str, Any]:
        """Whether rows can be made of the sketch with every quantity of the request, and if not,
        why."""
        problems = [] if sketch.tables else ["the sketch has no tables"]
        problems = problems or self.task.problems(self.outline(sketch))[:MOST_PROBLEMS]
        return {"feasible": not problems, "problems": problems}

    def outline(self, sketch: Sketch) -> Outline:
        """The outline of a sketch, with the reason of each part."""
        return explained(sketch, self.task.draft, self.task.reading, self.known)

    def _drafted(self, name: str) -> OutlineTable | None:
        return next((each for each in self.task.draft.tables if each.name == name), None)

    def _known(self, name: str) -> OutlineTable | None:
        domain = self.task.draft.domain
        found = self.known.find(name, domain) if domain else None
        if found is None:
            return None
        return OutlineTable(name=name, entity=found.entity.name)

    def _columns(self, name: str) -> list[dict[str, Any]]:
        drafted = self._drafted(name)
        if drafted is not None:
            return [
                column.model_dump(exclude_defaults=True) for column in sketched(drafted).columns
            ]
        table, domain = self._known(name), self.task.draft.domain
        if table is None or table.entity is None or domain is None:
            return []
        entity = self.known.entity(domain, table.entity)
        return [{"name": each.name, "type": each.type} for each in entity.columns if each.core]

    def _references(self, name: str, tables: list[str]) -> list[SketchReference]:
        drafted = self._drafted(name)
        if drafted is not None:
            return sketched(drafted).references
        table, domain = self._known(name), self.task.draft.domain
        if table is None or table.entity is None or domain is None:
            return []
        meant = {other.entity: each for each in tables if (other := self._known(each)) is not None}
        return [
            SketchReference(
                table=meant[each.entity],
                columns=[each.column],
                optional=each.optional,
                one_to_one=each.one_to_one,
                owner=each.owner,
            )
            for each in self.known.entity(domain, table.entity).references
            if each.entity in meant
        ]


def composed(
    analysis: dict[str, Any],
    columns: dict[str, list[dict[str, Any]]],
    references: list[dict[str, Any]],
) -> Sketch:
    """The sketch that the tools' results make together."""
    return Sketch(
        name=analysis["name"],
        domain=analysis["domain"],
        tables=[
            SketchTable.model_validate(
                {
                    "name": table["name"],
                    "primary_key": table["primary_key"],
                    "columns": columns.get(table["name"], []),
                    "references": [
                        {key: value for key, value in each.items() if key != "from"}
                        for each in references
                        if each["from"] == table["name"]
                    ],
                }
            )
            for table in analysis["tables"]
        ],
    )
