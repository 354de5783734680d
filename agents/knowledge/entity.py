"""An entity of the knowledge base, as its data file states it."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from assets.schema.base import SpecModel


class KnownColumn(SpecModel):
    """A usual column. ``generator`` is the spec's generator as data.

    ``core`` columns are always proposed, the others when the prompt names them (or to fill a table
    that would have fewer than four). ``synonyms`` are other words for it. ``unless`` is an entity
    that says the same better: beside its table the column is left out, where the prompt does not
    name it (a book's ``publisher`` beside ``publishers``).
    """

    name: str
    type: str
    generator: dict[str, Any]
    synonyms: list[str] = []
    core: bool = True
    unless: str | None = None
    nullable: bool = False
    null_rate: float = 0.0
    unique: bool = False


class KnownReference(SpecModel):
    """A usual foreign key. ``entity`` is another entity of the domain.

    ``owner``: this entity's rows are children of that one, with ``count`` (a generator of whole
    numbers) of them for each parent. ``implied``: proposing this entity proposes the other.
    ``pick`` (as data) says how parents are picked where not evenly, ``null_rate`` how many rows
    refer to none where that is ``optional``. ``unless`` is an entity beside whose table there is no
    such key (a bed says the ward). The key refers to the primary key, of one column.
    """

    entity: str
    column: str
    owner: bool = False
    count: dict[str, Any] | None = None
    optional: bool = False
    one_to_one: bool = False
    implied: bool = False
    unless: str | None = None
    pick: dict[str, Any] | None = None
    null_rate: float = 0.0


class Entity(SpecModel):
    """A business entity. ``name`` is singular, ``table`` its usual table name (plural).

    ``rows`` is a usual row count where no parent owns it. ``core`` entities are proposed when a
    prompt names the domain alone ("a library system"). ``unique`` lists sets of columns, those of
    references among them; an entity that is a link has its keys' columns as its ``primary_key``.
    """

    name: str
    table: str
    synonyms: list[str] = []
    core: bool = False
    rows: int = 1000
    primary_key: list[str]
    unique: list[list[str]] = []
    columns: list[KnownColumn]
    references: list[KnownReference] = []
    schema_org: str | None = None


class Domain(SpecModel):
    """A field of business: one data file. ``cues`` are words and phrases that point to it."""

    name: str
    title: str
    cues: list[str]
    entities: list[Entity] = Field(min_length=1)
