"""The sketch of a dataset: what a model writes, and the outline that is made of it."""

from __future__ import annotations

from agents.knowledge.base import Knowledge
from agents.knowledge.word_forms import key_of
from agents.outline import Outline, OutlineColumn, OutlineReference, OutlineTable
from agents.quantities.quantity import Cardinality, Reading, RowCount
from assets.schema.base import SpecModel
from assets.schema.names import dataset_name_from

SURE_OF_MODEL = 0.8


class SketchColumn(SpecModel):
    """A column, snake_case. ``type`` is an SQL type, needed only where the name does not tell it;
    ``values`` are the categories of a state or kind, ``weights`` how often each is."""

    name: str
    type: str | None = None
    values: list[str] = []
    weights: list[float] = []
    nullable: bool = False
    unique: bool = False


class SketchReference(SpecModel):
    """A foreign key to ``table`` by ``columns``. ``optional`` keys may be NULL, ``one_to_one``
    refer to each parent at most once, ``owner`` is the parent that has these rows as children."""

    table: str
    columns: list[str] = []
    optional: bool = False
    one_to_one: bool = False
    owner: bool = False


class SketchTable(SpecModel):
    """A table, plural and snake_case. Columns of foreign keys need not be among ``columns``."""

    name: str
    columns: list[SketchColumn] = []
    primary_key: list[str] = []
    references: list[SketchReference] = []


class Sketch(SpecModel):
    """The tables of the dataset that was asked for; for an edit, all as they should be then.

    Numbers of rows, shares and ranges are left out: they are read from the request by other means.
    """

    name: str
    domain: str | None = None
    tables: list[SketchTable]


def sketch_of(outline: Outline) -> Sketch:
    """The sketch that an outline would be made of."""
    return Sketch(
        name=outline.name,
        domain=outline.domain,
        tables=[sketched(table) for table in outline.tables],
    )


def sketched(table: OutlineTable) -> SketchTable:
    """A table of an outline without its reasons."""
    return SketchTable(
        name=table.name,
        columns=[
            SketchColumn(**column.model_dump(exclude={"source", "words"}))
            for column in table.columns
        ],
        primary_key=table.primary_key,
        references=[
            SketchReference(**reference.model_dump(exclude={"source", "words"}))
            for reference in table.references
        ],
    )


def explained(sketch: Sketch, draft: Outline, reading: Reading, known: Knowledge) -> Outline:
    """The outline of a sketch: what the planner's ``draft`` has too keeps its reason and words,
    the rest comes from the model. Tables that the text counts are never left out."""
    domain = sketch.domain if sketch.domain in known.domains else draft.domain
    twins = {key_of(table.name): table for table in draft.tables}
    tables = [_table(each, twins.get(key_of(each.name)), domain, known) for each in sketch.tables]
    return draft.model_copy(
        update={
            "name": dataset_name_from(sketch.name),
            "domain": domain,
            "tables": [*tables, *_counted(draft, tables, reading)],
        }
    )


def _table(
    sketch: SketchTable, twin: OutlineTable | None, domain: str | None, known: Knowledge
) -> OutlineTable:
    if twin is None:
        found = known.find(sketch.name, domain) if domain else None
        twin = OutlineTable(
            name=sketch.name,
            entity=found.entity.name if found and found.score >= 0.9 else None,
            source="model",
            confidence=SURE_OF_MODEL,
        )
    columns = {column.name: column for column in twin.columns}
    references = {(each.table, *each.columns): each for each in twin.references}
    return twin.model_copy(
        update={
            "name": sketch.name,
            "columns": [_column(each, columns.get(each.name)) for each in sketch.columns],
            "primary_key": sketch.primary_key or twin.primary_key,
            "references": [
                _reference(each, references.get((each.table, *each.columns)))
                for each in sketch.references
            ],
        }
    )


def _column(sketch: SketchColumn, twin: OutlineColumn | None) -> OutlineColumn:
    return (twin or OutlineColumn(name=sketch.name, source="model")).model_copy(
        update=sketch.model_dump()
    )


def _reference(sketch: SketchReference, twin: OutlineReference | None) -> OutlineReference:
    return (twin or OutlineReference(table=sketch.table, source="model")).model_copy(
        update=sketch.model_dump()
    )


def _counted(draft: Outline, tables: list[OutlineTable], reading: Reading) -> list[OutlineTable]:
    """The tables that the text counts and the sketch has under no name."""
    names = {key_of(table.name) for table in tables}
    entities = {table.entity for table in tables if table.entity}
    nouns: set[str] = set()
    for quantity in reading.quantities:
        if isinstance(quantity, RowCount):
            nouns.add(key_of(quantity.subject))
        elif isinstance(quantity, Cardinality):
            nouns |= {key_of(quantity.parent), key_of(quantity.child)}
    return [
        table
        for table in draft.tables
        if key_of(table.name) not in names
        and table.entity not in entities
        and nouns & {key_of(table.name), key_of(table.name.split("_")[-1])}
    ]
