"""What one browser tab remembers: the dataset it looks at, and its unsaved drafts.

Everything is in Streamlit's session state, which no two tabs share. The dataset also stands in the
address, so that a reload finds it again.
"""

from __future__ import annotations

import json

import streamlit as st

from assets.errors import NotFoundError
from studio_ui.clients.outputs import shelf
from studio_ui.editing.draft import Draft, open_draft
from studio_ui.editing.grid import GridEdits

EXAMPLE = "bookstore"
_GRIDS_REMEMBERED = 64  # far more than are replaced before a browser hears of it


def drafts() -> dict[str, Draft]:
    """The drafts of this tab by dataset name, with and without unsaved changes."""
    found: dict[str, Draft] = st.session_state.setdefault("drafts", {})
    return found


def draft(name: str) -> Draft:
    """The draft of a dataset, opened from its head when this tab has none yet.

    One without changes follows the head when another tab has saved. Raises NotFoundError.
    """
    known = drafts().get(name)
    if known is not None and (known.is_changed or known.base is None):
        return known
    version = shelf().versions.head(name).version
    if known is None or known.version != version:
        put_draft(open_draft(shelf().versions.load(name, version)))
    return drafts()[name]


def put_draft(changed: Draft, *, remount: bool = True) -> None:
    """Remember a draft. ``remount`` makes the editor grids start anew from its data."""
    drafts()[changed.name] = changed
    if remount:
        st.session_state["grid_revision"] = grid_revision() + 1


def grid_revision() -> int:
    """Part of the key of every editor grid: a grid with a new key forgets its edits."""
    return int(st.session_state.get("grid_revision", 0))


def new_edits(key: str) -> GridEdits | None:
    """The edits of the grid with ``key``; None when these were taken before.

    A browser that has not heard yet that a run ended sends a grid along that is gone since.
    Streamlit takes its edits for new, and would make them again on top of what came after.
    """
    taken: dict[str, str] = st.session_state.setdefault("taken_edits", {})
    edits: GridEdits = st.session_state[key]
    written = json.dumps(edits, sort_keys=True, default=str)
    if taken.pop(key, None) == written:
        taken[key] = written
        return None
    taken[key] = written
    for old in list(taken)[:-_GRIDS_REMEMBERED]:
        del taken[old]
    return edits


def forget_edits(key: str) -> None:
    """A grid that starts anew under the same key may be edited as it was before."""
    st.session_state.get("taken_edits", {}).pop(key, None)


def forget(name: str) -> None:
    """Drop the draft of a dataset."""
    drafts().pop(name, None)


def dataset_names() -> list[str]:
    """Every saved dataset, and those of which this tab has unsaved changes."""
    saved = shelf().versions.datasets()
    unsaved = [name for name, draft in drafts().items() if draft.is_changed]
    return sorted({*saved, *unsaved})


def current_dataset() -> str | None:
    """The dataset that this tab looks at: the one chosen, else the address's, else the example,
    else the first; None in an empty catalogue."""
    names = dataset_names()
    wanted = [st.session_state.get("dataset"), st.query_params.get("dataset"), EXAMPLE]
    found = next((name for name in wanted if name in names), names[0] if names else None)
    choose_dataset(found)
    return found


def choose_dataset(name: str | None) -> None:
    """Look at another dataset from now on."""
    if st.session_state.get("dataset") not in (None, name):
        st.query_params.pop("run", None)
    st.session_state["dataset"] = name
    if name is None:
        st.query_params.pop("dataset", None)
    elif st.query_params.get("dataset") != name:
        st.query_params["dataset"] = name


def is_saved(name: str) -> bool:
    """Whether the catalogue has the dataset."""
    try:
        shelf().versions.head(name)
    except NotFoundError:
        return False
    return True
