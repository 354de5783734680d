"""The outline of a dataset: names and relations, before generators and numbers.

Every model tier gives an outline, and the same builder makes a spec of it, so that numbers come
from the text and generators from the knowledge base whichever model it was.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from agents.words import Words
from assets.schema.base import SpecModel

Source = Literal["prompt", "rule", "knowledge", "model"]


class OutlineColumn(SpecModel):
    """A column by name. ``type`` is one of the spec's types, None where the name tells.

    ``values`` are the categories that the prompt or the model gave, with their ``weights``.
    """

    name: str
    type: str | None = None
    values: list[str] = []
    weights: list[float] = []
    nullable: bool = False
    unique: bool = False
    source: Source = "knowledge"
    words: Words | None = None


class OutlineReference(SpecModel):
    """A foreign key to ``table``. ``columns`` are named by the builder where left out.

    ``optional`` keys may be NULL, ``one_to_one`` refer to each parent at most once, ``owner`` is
    the parent that has these rows as its children (an order of its lines).
    """

    table: str
    columns: list[str] = []
    optional: bool = False
    one_to_one: bool = False
    owner: bool = False
    source: Source = "knowledge"
    words: Words | None = None


class OutlineTable(SpecModel):
    """A table by name (plural, snake_case); ``entity`` is its entry in the knowledge base, in the
    outline's domain if ``domain`` names no other."""

    name: str
    entity: str | None = None
    domain: str | None = None
    columns: list[OutlineColumn] = []
    primary_key: list[str] = []
    references: list[OutlineReference] = []
    source: Source = "knowledge"
    words: Words | None = None
    confidence: float = Field(default=1.0, ge=0, le=1)


class Outline(SpecModel):
    """A dataset in outline. ``domain`` is one of the knowledge base's, None if it is none.

    ``prompt`` is the text that it was read from, where that may say an edit of what is there;
    ``is_whole``: what is there and not in the outline is to go.
    """

    name: str
    domain: str | None = None
    locale: str | None = None
    tables: list[OutlineTable]
    prompt: str = ""
    is_whole: bool = False
