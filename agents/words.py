"""The words of a prompt that something was understood from."""

from __future__ import annotations

from assets.schema.base import SpecModel


class Words(SpecModel):
    """A piece of a prompt: ``text`` is ``prompt[start:end]``."""

    start: int
    end: int
    text: str
