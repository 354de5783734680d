"""How a conversation's messages stay small however long it goes on."""

from __future__ import annotations

from typing import Any

KEPT = 20
"""The newest messages that keep their proposal or rows; of the others the text and SQL stay."""

_HEAVY = ("proposal", "result")


def remember(messages: list[dict[str, Any]], said: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The ``messages`` and those that were ``said``, in as many entries: others count on their
    numbers. Each heavy part is kept in the ``KEPT`` newest messages that have it."""
    joined = [*messages, *said]
    for part in _HEAVY:
        having = [number for number, each in enumerate(joined) if each.get(part) is not None]
        for number in having[:-KEPT]:
            joined[number] = {**joined[number], part: None}
    return joined
