"""What has just been done, said once on the next drawing of the screen."""

from __future__ import annotations

import streamlit as st

from assets.errors import DataForgeError
from studio_ui.components.wording import literal


def saved(dataset: str, number: int) -> None:
    """A version was saved: tell Dagster, and the person how both went."""
    problem = _refresh()
    if problem is None:
        say(f"Saved version {number} of {literal(dataset)}.")
    else:
        say(
            f"Saved version {number} of {literal(dataset)}. Dagster will pick it up when it is "
            f"back: {literal(problem)}",
            warning=True,
        )


def removed(dataset: str) -> None:
    """A dataset was removed: tell Dagster, and the person how both went."""
    problem = _refresh()
    if problem is None:
        say(f"Removed {literal(dataset)}.")
    else:
        say(
            f"Removed {literal(dataset)}. Dagster will notice when it is back: {literal(problem)}",
            warning=True,
        )


def say(text: str, *, warning: bool = False) -> None:
    """Show a text when the screen is drawn next."""
    st.session_state["notice"] = (text, warning)


def show() -> None:
    """Show what was said since the last drawing."""
    text, warning = st.session_state.pop("notice", ("", False))
    if not text:
        return
    if warning:
        st.warning(text, icon=":material/cloud_off:")
    else:
        st.toast(text, icon=":material/check_circle:")


def _refresh() -> str | None:
    """Make Dagster load the catalogue again; what is wrong where that fails."""
    from studio_ui.clients.backend import dagster

    try:
        dagster().refresh()
    except DataForgeError as error:
        return error.problem
    return None
