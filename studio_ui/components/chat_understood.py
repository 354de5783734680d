"""What was understood of a prompt and the words that it came from, and what was not."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from agents.proposal import Proposal
from agents.words import Words
from studio_ui.components.chat_quantities import stated
from studio_ui.components.wording import literal


def chat_understood(proposal: Proposal, prompt: str) -> None:
    """The prompt with its words marked, then a line for each quantity and each unread piece."""
    marked = [*((q.words, "green") for q in proposal.understood)]
    marked += [(words, "orange") for words in proposal.not_understood]
    if any(prompt[words.start : words.end] == words.text for words, _ in marked):
        with st.container(border=True):
            st.markdown(_highlighted(prompt, marked))
    for quantity in proposal.understood:
        st.markdown(
            f":green[:material/check_circle:] {literal(stated(quantity))} "
            f":gray[from “{literal(quantity.words.text)}”]"
        )
    for words in proposal.not_understood:
        st.markdown(
            f":orange[:material/help:] **Not used:** “{literal(words.text)}” "
            f":gray[say it in other words, or set it on the Schema screen]"
        )
    if not marked:
        st.caption(
            "No numbers were stated. Counts, shares, ranges and dates are read from the text."
        )


def _highlighted(prompt: str, marked: Iterable[tuple[Words, str]]) -> str:
    """The prompt as Markdown; pieces that overlap one before them are left as they are."""
    parts: list[str] = []
    at = 0
    for words, colour in sorted(marked, key=lambda item: (item[0].start, -item[0].end)):
        if words.start < at or prompt[words.start : words.end] != words.text or not words.text:
            continue
        parts.append(literal(prompt[at : words.start]))
        parts.append(f":{colour}-background[{literal(words.text)}]")
        at = words.end
    parts.append(literal(prompt[at:]))
    return " ".join("".join(parts).split("\n"))
