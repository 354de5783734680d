"""The error of work that a person stopped."""

from __future__ import annotations

from langgraph.errors import GraphBubbleUp

from assets.errors import DataForgeError


class StoppedError(DataForgeError, GraphBubbleUp):
    """The work was stopped; it never leaves a conversation, whose events end with Done.

    The graph lets it through and keeps nothing of the step that raised it.
    """
