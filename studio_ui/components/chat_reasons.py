"""Why each part of a proposed table is there, and where that comes from."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from agents.outline import Source
from agents.proposal import Decision, Proposal

SOURCES: dict[Source, str] = {
    "prompt": "your words",
    "rule": "rule",
    "knowledge": "knowledge base",
    "model": "model",
}


def chat_reasons(proposal: Proposal, table: str) -> None:
    """A line for the table, for each of its columns and for each of its keys."""
    found = proposal.dataset.table(table)
    by_subject: dict[str, list[Decision]] = {}
    for decision in proposal.decisions:
        by_subject.setdefault(decision.subject, []).append(decision)
    lines = _lines(table, by_subject.get(table, []))
    for column in found.columns:
        lines += _lines(column.name, by_subject.get(f"{table}.{column.name}", []))
    for subject, decisions in by_subject.items():
        if subject.startswith(f"{table} -> "):
            lines += _lines(subject.removeprefix(table).strip(), decisions)
    st.html(f'<div class="reasons">{"".join(lines)}</div>')


def _lines(name: str, decisions: Sequence[Decision]) -> list[str]:
    if not decisions:
        return [_line(name, "", "", "As it was before.")]
    return [
        _line(name if place == 0 else "", decision.source, SOURCES[decision.source], _why(decision))
        for place, decision in enumerate(decisions)
    ]


def _line(name: str, source: str, label: str, why: str) -> str:
    shown = f"<span>{label}</span>" if label else ""
    return (
        f'<div class="name" title="{escape(name)}">{escape(name)}</div>'
        f'<div class="source {source}">{shown}</div><div>{why}</div>'
    )


def _why(decision: Decision) -> str:
    words = "" if decision.words is None else f" <q>{escape(decision.words.text)}</q>"
    sure = "" if decision.confidence >= 1 else f" <i>{decision.confidence:.0%} sure</i>"
    reason = f"{decision.reason[:1].upper()}{decision.reason[1:]}"
    return f"{escape(reason)}{words}{sure}"
