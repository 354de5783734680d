"""Why a dataset is as it is, as metadata of its assets: what a conversation decided."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import dagster as dg

from assets.errors import OutputError
from assets.tables.markdown import markdown

if TYPE_CHECKING:
    from agents.memory.decisions import DecisionStore, Reasons
    from agents.proposal import Decision

MAX_PROMPT = 1_000
_HEADER = ("part", "why", "source", "words", "sure")
logger = logging.getLogger("dagster.dataforge")


def reasons_of(store: DecisionStore, dataset: str, version: str) -> Reasons | None:
    """The reasons of a version. Those that are damaged are left out, and logged: the version
    itself is whole."""
    try:
        return store.get(dataset, version)
    except OutputError as error:
        logger.error("%s", error)
        return None


def decision_metadata(reasons: Reasons | None, table: str) -> dict[str, Any]:
    """``decisions`` on a table, its columns and its foreign keys, those on the dataset last;
    ``prompt`` and ``conversation`` that led to them. Empty where no conversation made the version.
    """
    if reasons is None:
        return {}
    own = [each for each in reasons.decisions if _is_about(each, table)]
    general = [each for each in reasons.decisions if not each.subject]
    return {
        "decisions": dg.MetadataValue.md(_shown([*own, *general])),
        "prompt": _cut(reasons.prompt),
        "conversation": reasons.thread,
    }


def _is_about(decision: Decision, table: str) -> bool:
    return decision.subject == table or decision.subject.startswith((f"{table}.", f"{table} -> "))


def _shown(decisions: Sequence[Decision]) -> str:
    rows = [
        (
            each.subject or "the dataset",
            each.reason,
            each.source,
            each.words.text if each.words else "",
            f"{each.confidence:.0%}",
        )
        for each in decisions
    ]
    return markdown(_HEADER, rows)


def _cut(text: str) -> str:
    return text if len(text) <= MAX_PROMPT else f"{text[: MAX_PROMPT - 1]}…"
