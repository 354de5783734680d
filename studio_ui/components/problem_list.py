"""What keeps a draft from being saved, by table and column, and buttons that mend it."""

from __future__ import annotations

import streamlit as st

from assets.schema.repairs.edits import Repair
from studio_ui import session
from studio_ui.components.wording import literal, plural
from studio_ui.editing.draft import Draft, Finding

SHOWN = 4
MOST_OFFERS = 3
LONGEST_TEXT = 400
LONGEST_LABEL = 80
_LAST = "last_repair"


def problem_list(dataset: str) -> None:
    """One line a finding, with its repairs; the rest behind an expander. Draws nothing when there
    is none, but what was repaired last and can be undone."""
    draft = session.draft(dataset)
    findings = draft.findings
    _undo(draft)
    if not findings:
        return
    with st.container(border=True, key="problems", gap="xxsmall"):
        st.markdown(
            f":red[:material/error:] **{plural(len(findings), 'problem')}** to solve before saving"
        )
        for place, finding in enumerate(findings[:SHOWN]):
            _line(dataset, place, finding)
        if len(findings) > SHOWN:
            with st.expander(f"{len(findings) - SHOWN} more"):
                for place, finding in enumerate(findings[SHOWN : SHOWN + 100], SHOWN):
                    _line(dataset, place, finding)


def _line(dataset: str, place: int, finding: Finding) -> None:
    where = f"**{literal(finding.place)}** · " if finding.place else ""
    st.markdown(f"{where}{literal(_cut(finding.text, LONGEST_TEXT))}")
    if not finding.repairs:
        return
    with st.container(horizontal=True, gap="small", key=f"repairs_{place}"):
        for number, repair in enumerate(finding.repairs[:MOST_OFFERS]):
            text = _sentence(repair.text)
            shown = _cut(text, LONGEST_LABEL)
            st.button(
                literal(shown),
                key=f"repair:{place}:{number}",
                icon=":material/build:",
                help=literal(text) if shown != text else None,
                on_click=apply_repair,
                args=(dataset, repair),
            )


def apply_repair(dataset: str, repair: Repair) -> None:
    """Repair the draft, and offer to undo it."""
    before = session.draft(dataset)
    after = before.repaired(repair)
    session.put_draft(after)
    st.session_state[_LAST] = (repair.text, before, after)


def _undo(draft: Draft) -> None:
    """What was repaired last, as long as nothing was edited since."""
    text, before, after = st.session_state.get(_LAST, ("", None, None))
    if after is not draft:
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.caption(f":material/build: {literal(_sentence(text))}: done", width="content")
        st.button("Undo", key="undo_repair", type="tertiary", on_click=_restore, args=(before,))


def _restore(before: Draft) -> None:
    session.put_draft(before)
    st.session_state.pop(_LAST, None)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
