"""What differs between two datasets, one line a change."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assets.schema.changes import Change, describe
from studio_ui.components.wording import literal, plural

SHOWN = 200


def diff_view(changes: Sequence[Change], *, empty: str = "Nothing differs.") -> None:
    """The changes with a mark for what comes, goes and changes."""
    if not changes:
        st.caption(empty)
        return
    st.caption(plural(len(changes), "change"))
    with st.container(border=True, height=300 if len(changes) > 8 else "content", gap="xxsmall"):
        for change in changes[:SHOWN]:
            st.markdown(f"{_mark(change)} {literal(describe(change))}")
        if len(changes) > SHOWN:
            st.caption(f"and {len(changes) - SHOWN} more")


def _mark(change: Change) -> str:
    kind = str(getattr(change, "kind", ""))
    if kind.startswith(("add", "create")):
        return ":green[:material/add_circle:]"
    if kind.startswith("remove"):
        return ":red[:material/remove_circle:]"
    return ":blue[:material/change_circle:]"
