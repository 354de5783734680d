"""Why the parts of a dataset are as they are, carried from one proposal to the next."""

from __future__ import annotations

from collections.abc import Sequence

from agents.proposal import Decision, Proposal
from assets.schema.changes.kinds import RenameColumn, RenameTable


def carried(earlier: Sequence[Decision], proposal: Proposal) -> list[Decision]:
    """The earlier decisions that still hold: of parts that are there, under their present names,
    and about which the proposal decides nothing else."""
    tables = {c.table: c.new for c in proposal.changes if isinstance(c, RenameTable)}
    columns = {
        f"{tables.get(c.table, c.table)}.{c.column}": c.new
        for c in proposal.changes
        if isinstance(c, RenameColumn)
    }
    present = {"", *(table.name for table in proposal.dataset.tables)}
    for table in proposal.dataset.tables:
        present |= {f"{table.name}.{column.name}" for column in table.columns}
        present |= {f"{table.name} -> {key.references}" for key in table.foreign_keys}
    told = {decision.subject for decision in proposal.decisions}
    moved = [
        decision.model_copy(update={"subject": _renamed(decision.subject, tables, columns)})
        for decision in earlier
    ]
    return [each for each in moved if each.subject in present - told]


def _renamed(subject: str, tables: dict[str, str], columns: dict[str, str]) -> str:
    child, arrow, parent = subject.partition(" -> ")
    table, dot, column = child.partition(".")
    table = tables.get(table, table)
    return (
        f"{table}{dot}{columns.get(f'{table}.{column}', column)}{arrow}{tables.get(parent, parent)}"
    )
