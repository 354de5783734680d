"""Tables that a text adds to a dataset, and the keys by which what is there refers to them."""

from __future__ import annotations

from agents.knowledge.base import Knowledge
from agents.knowledge.word_forms import key_of
from agents.outline import Outline
from agents.planner.building import add_key, build
from agents.planner.draft import Draft


def add_tables(draft: Draft, outline: Outline, base: Knowledge) -> None:
    """Give the draft the tables that the outline has beside it, with their decisions."""
    there = {key_of(table["name"]): table["name"] for table in draft.tables}
    read = [d.words for d in draft.decisions if d.words is not None and "." in d.subject]
    new = {
        table.name
        for table in outline.tables
        if key_of(table.name) not in there
        and table.words is not None
        and not any(each.start <= table.words.start < each.end for each in read)
    }
    if not new:
        return
    made = build(outline, base)
    for table in made.tables:
        if table["name"] in new:
            keys = table.get("foreign_keys", [])
            kept = [key for key in keys if key["references"] in new | set(there.values())]
            table["foreign_keys"] = kept
            draft.tables.append(table)
            if table["name"] in made.entities:
                draft.entities[table["name"]] = made.entities[table["name"]]
    for table_ in outline.tables:
        if key_of(table_.name) not in there:
            continue
        child = draft.named(there[key_of(table_.name)])
        for reference in table_.references:
            if reference.table in new and len(draft.named(reference.table)["primary_key"]) == 1:
                add_key(child, draft.named(reference.table), reference, None)
                subject = f"{child['name']} -> {reference.table}"
                why = f"each refers to one of {reference.table}"
                draft.decide(subject, why, reference.source, reference.words)
    draft.decisions += [
        each for each in made.decisions if each.subject.split(" -> ")[0].split(".")[0] in new
    ]
