"""The builder: an outline and the quantities of a text into a proposal that can be generated."""

from __future__ import annotations

from agents.knowledge.base import Knowledge, knowledge
from agents.outline import Outline
from agents.planner.adding import add_tables
from agents.planner.applying import apply_reading
from agents.planner.building import build
from agents.planner.draft import Draft
from agents.planner.editing import edit
from agents.planner.outlining import questions_for
from agents.planner.present import adds, domain_of
from agents.planner.revising import revise
from agents.proposal import Decision, Proposal
from agents.quantities.quantity import Reading
from assets.errors import InputError
from assets.schema.changes.diff import diff
from assets.schema.dataset import Dataset
from assets.schema.problems import Problem
from assets.schema.repairs.edits import Steps

SAMPLE_ROWS = 2_000
"""Rows of each table on which the feasibility of a proposal is tried."""


def propose(
    outline: Outline,
    reading: Reading,
    current: Dataset | None = None,
    base: Knowledge | None = None,
) -> Proposal:
    """A feasible dataset of the outline in which the quantities of the reading are true.

    Every part has a decision; quantities that could not be applied are in ``not_understood``.
    With a ``current`` dataset, edits that the outline's prompt says are made to it, and the
    proposal asks what to change where it says none. Raises InputError, with the question to ask,
    for an outline without tables and nothing current.
    """
    known = base or knowledge()
    if current is not None:
        return _changed(outline, reading, current, known)
    if not outline.tables:
        raise InputError("the text names no data to make", repair=questions_for(outline)[0])
    draft = build(outline, known)
    apply_reading(draft, reading)
    return finish(draft, None)


def _changed(outline: Outline, reading: Reading, current: Dataset, base: Knowledge) -> Proposal:
    """Edits of what is there come first, then tables beside it, then the quantities; another domain
    replaces it."""
    draft, left = edit(outline, reading, current, base)
    if outline.is_whole:
        revise(draft, outline, base)
    for table in draft.tables:
        table["_kept"] = True
    if not outline.is_whole and adds(outline.prompt):
        add_tables(draft, outline, base)
    apply_reading(draft, left)
    if draft.decisions or outline.is_whole:
        return finish(draft, current) if draft.decisions else _unchanged(draft, current)
    domain = domain_of(current, base)
    is_other = outline.domain is not None and (domain is None or outline.domain != domain.name)
    if not is_other or draft.unread or not any(table.words for table in outline.tables):
        return _unchanged(draft, current)
    made = build(outline, base)
    apply_reading(made, reading)
    return finish(made, current)


def _unchanged(draft: Draft, current: Dataset) -> Proposal:
    tables = ", ".join(table.name for table in current.tables[:8])
    question = f"What should change? Say what to add, drop, rename or count, of {tables}."
    return Proposal(
        dataset=current,
        changes=[],
        decisions=[],
        not_understood=draft.unread,
        questions=[question],
    )


def finish(draft: Draft, current: Dataset | None) -> Proposal:
    """The proposal of a draft: checked for feasibility, repaired where the check offers a way.

    Raises InputError naming the first problem where no repair leads to a feasible dataset."""
    from assets.tables.mending import mend

    mended = mend(_ordered(draft), sample_rows=SAMPLE_ROWS, keep=_told(draft))
    if mended.dataset is None or mended.left:
        problem = mended.left[0] if mended.left else Problem("", "", "the draft is no spec", "")
        raise InputError(str(problem), repair="say it in other words, or leave that part out")
    for problem, repair in mended.steps:
        where = problem.where
        draft.decisions.append(
            Decision(subject=where, reason=f"{problem.text}: {repair.text}", source="rule")
        )
    dataset = mended.dataset
    known = {"", *(table.name for table in dataset.tables)}
    decisions = [d for d in draft.decisions if d.subject.split(" -> ")[0].split(".")[0] in known]
    return Proposal(
        dataset=dataset,
        changes=diff(current, dataset),
        decisions=decisions,
        understood=draft.used,
        not_understood=draft.unread,
        questions=draft.questions,
    )


def _told(draft: Draft) -> list[Steps]:
    """What the text states, which a repair changes last: rows, counts per parent, generators."""
    said = [each.subject for each in draft.decisions if each.words and each.source == "prompt"]
    found: list[Steps] = []
    for subject in said:
        table, arrow, _ = subject.partition(" -> ")
        name, dot, column = table.partition(".")
        if arrow:
            found.append(("tables", table, "per_parent"))
        elif dot:
            found.append(("tables", name, "columns", column, "generator"))
        elif table:
            found += [("tables", table, "rows"), ("tables", table, "per_parent")]
    return found


def _ordered(draft: Draft) -> dict[str, object]:
    """Parents before their children, as one reads them."""
    done: list[dict[str, object]] = []
    names: set[str] = set()
    waiting = list(draft.tables)
    while waiting:
        ready = [
            table
            for table in waiting
            if {key["references"] for key in table.get("foreign_keys", [])}
            <= names | {table["name"]}
        ] or waiting[:1]
        done.append(ready[0])
        names.add(ready[0]["name"])
        waiting.remove(ready[0])
    return {**draft.data, "tables": done}
