"""Saving a draft as a new version: the diff first; a conflict with both ways out."""

from __future__ import annotations

import streamlit as st

from assets.errors import ConflictError, DataForgeError, NotFoundError
from assets.schema.changes import diff
from assets.schema.dataset import Dataset
from assets.schema.versions import HistoryEntry
from studio_ui import session
from studio_ui.clients.outputs import shelf
from studio_ui.components import catalogue
from studio_ui.components.diff_view import diff_view
from studio_ui.components.wording import ago, literal
from studio_ui.editing.draft import open_draft
from studio_ui.editing.merging import divergence

_ASKED = "saving"  # the dataset whose dialog is open: a rerun of the screen must not close it


def ask_to_save(name: str) -> None:
    """Open the dialog at the next run of the screen, and keep it open."""
    st.session_state[_ASKED] = name


def is_asked_to_save(name: str) -> bool:
    """Whether the dialog of ``name`` is open."""
    return bool(st.session_state.get(_ASKED) == name)


def _close() -> None:
    st.session_state.pop(_ASKED, None)


@st.dialog("Save a new version", width="large", icon=":material/save:", on_dismiss=_close)
def save_dialog(name: str) -> None:
    """The dialog for a draft that is valid and changed; it closes when the draft is saved."""
    draft = session.draft(name)
    if draft.dataset is None or not draft.is_changed:
        _close()
        st.rerun()
    error = st.session_state.pop("save_error", "")
    if error:
        st.error(literal(error), icon=":material/error:")
    theirs = _theirs(name, draft.version)
    if theirs is not None:
        _conflict(name, draft.base, draft.dataset, theirs)
        return
    is_gone = draft.base is not None and not session.is_saved(name)
    if is_gone:
        st.warning(
            "The dataset was removed while you were editing. Saving makes it a new one.",
            icon=":material/call_split:",
        )
    diff_view(diff(draft.base, draft.dataset), empty="Nothing differs from the saved version.")
    st.text_input("Message", placeholder="What changed, and why", key=f"message:{name}")
    st.button(
        "Save",
        type="primary",
        icon=":material/save:",
        key="save_version",
        on_click=_save,
        args=(draft.dataset, None if is_gone else draft.version),
    )


def _save(dataset: Dataset, expected: str | None) -> None:
    message = str(st.session_state.get(f"message:{dataset.name}") or "")
    try:
        head = shelf().versions.save(dataset, expected=expected, message=message)
    except ConflictError:
        return  # drawn again, the dialog shows who was first
    except DataForgeError as error:
        st.session_state["save_error"] = str(error)
        return
    _close()
    session.put_draft(open_draft(dataset))
    catalogue.changed(f"Saved version {head.number} of {literal(dataset.name)}.")


def _theirs(name: str, expected: str | None) -> HistoryEntry | None:
    """The last save of somebody else since ``expected``; None when there is none."""
    try:
        head = shelf().versions.head(name)
    except NotFoundError:
        return None
    return None if head.version == expected else head.history[-1]


def _conflict(name: str, base: Dataset | None, mine: Dataset, last: HistoryEntry) -> None:
    by = f" by {literal(last.author)}" if last.author else ""
    said = f": “{literal(last.message)}”" if last.message else ""
    st.warning(
        f"Version {last.number} was saved {ago(last.saved_at)}{by} while you were editing{said}. "
        f"Your edits are still here.",
        icon=":material/call_split:",
    )
    theirs = shelf().versions.load(name, last.version)
    both = divergence(base, theirs, mine)
    left, right = st.columns(2)
    with left:
        st.markdown("**What they changed**")
        diff_view(both.their_changes)
    with right:
        st.markdown("**What you changed**")
        diff_view(both.my_changes)
    if both.merged is not None:
        st.caption("Saving on top keeps their changes and adds yours.")
    else:
        st.error(
            f"Yours cannot go on top of theirs: {literal(both.obstacle)} Saving on top replaces "
            f"their version with yours as a whole; theirs stays in the history.",
            icon=":material/error:",
        )
    st.text_input("Message", placeholder="What changed, and why", key=f"message:{name}")
    reload, on_top, _ = st.columns([2, 2, 3])
    reload.button(
        "Reload theirs, drop mine",
        key="reload_theirs",
        width="stretch",
        on_click=_reload,
        args=(theirs,),
    )
    on_top.button(
        "Save mine on top",
        type="primary",
        key="save_on_top",
        width="stretch",
        on_click=_save,
        args=(both.merged or mine, last.version),
    )


def _reload(theirs: Dataset) -> None:
    _close()
    session.put_draft(open_draft(theirs))
