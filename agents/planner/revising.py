"""From a whole outline that a model wrote to the edits of the dataset that it revises."""

from __future__ import annotations

from agents.knowledge.base import Knowledge
from agents.knowledge.word_forms import key_of
from agents.outline import Outline
from agents.planner.building import build
from agents.planner.draft import Draft, Plain, is_keyed
from assets.errors import SpecError
from assets.schema.changes import kinds
from assets.schema.changes.apply import apply
from assets.schema.dataset import Dataset


def revise(draft: Draft, outline: Outline, base: Knowledge) -> None:
    """Give the draft the tables and columns of the outline, and keep what both have as it is.

    What the outline lacks is dropped where nothing else needs it; keys of tables that stay are
    never changed.
    """
    made = build(outline, base)
    wanted = {key_of(table["name"]): table for table in made.tables}
    there = {key_of(table["name"]) for table in draft.tables}
    for name in [table["name"] for table in reversed(draft.tables)]:
        if key_of(name) not in wanted:
            _drop(draft, kinds.RemoveTable(table=name), "", name)
        else:
            _drop_columns(draft, name, wanted[key_of(name)])
    for table in made.tables:
        if key_of(table["name"]) not in there:
            draft.tables.append(table)
            draft.decisions += [
                each
                for each in made.decisions
                if each.subject.split(" -> ")[0].split(".")[0] == table["name"]
            ]
    for table in draft.tables:
        if key_of(table["name"]) in there:
            _add_columns(draft, table, wanted.get(key_of(table["name"])))


def _drop_columns(draft: Draft, name: str, wanted: Plain) -> None:
    keep = {key_of(column["name"]) for column in wanted["columns"]}
    for column in [each["name"] for each in draft.named(name)["columns"]]:
        if key_of(column) not in keep and not is_keyed(draft.named(name), column):
            _drop(draft, kinds.RemoveColumn(table=name, column=column), f"{name}.{column}", column)


def _drop(draft: Draft, change: kinds.Change, subject: str, name: str) -> None:
    try:
        made = apply(Dataset.model_validate(draft.data), [change])
    except (SpecError, ValueError):
        return  # something else needs it
    draft.data = plain(made)
    draft.decide(subject, f"{name} dropped", "model")


def _add_columns(draft: Draft, table: Plain, wanted: Plain | None) -> None:
    there = {key_of(column["name"]) for column in table["columns"]}
    for column in wanted["columns"] if wanted is not None else []:
        if key_of(column["name"]) not in there and not is_keyed(wanted or {}, column["name"]):
            table["columns"].append(column)
            draft.decide(f"{table['name']}.{column['name']}", "added", "model")


def plain(dataset: Dataset) -> Plain:
    """A dataset as YAML holds it; tables counted by their parents have no number of rows."""
    data = dataset.model_dump(mode="json", exclude_defaults=True)
    for table in data["tables"]:
        if "per_parent" in table:
            table.pop("rows", None)
    return data
