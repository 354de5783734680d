"""Telling Dagster that a dataset was saved or removed, beside the screen: it takes some seconds.

The save itself is done by then and never depends on it.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache

import streamlit as st

from assets.errors import DataForgeError
from studio_ui.clients.backend import dagster
from studio_ui.components import notices
from studio_ui.components.wording import literal

LOOK_SECONDS = 0.5


def changed(text: str) -> None:
    """The catalogue changed as ``text`` says: Dagster is told, the person sees how that went."""
    st.session_state["catalogue_text"] = text
    notices.say(text)
    st.session_state["catalogue_refresh"] = _pool().submit(_refresh)


def catalogue_state() -> None:
    """How Dagster is getting on with the last change; nothing once it has it."""
    refresh: Future[str] | None = st.session_state.get("catalogue_refresh")
    if refresh is None:
        return
    if not refresh.done():
        _watch()
        return
    problem = refresh.result()
    if not problem:
        del st.session_state["catalogue_refresh"]
        return
    text, again = st.columns([6, 1], vertical_alignment="center")
    text.warning(
        f"{st.session_state['catalogue_text']} Dagster will pick it up when it is back: "
        f"{literal(problem)}.",
        icon=":material/cloud_off:",
    )
    again.button("Try again", key="refresh_again", on_click=_again, width="stretch")


def bring_up_to_date() -> None:
    """Wait until Dagster has the last change; tell it again where that failed before.

    Raises BackendError.
    """
    refresh: Future[str] | None = st.session_state.get("catalogue_refresh")
    if refresh is not None and refresh.result():
        dagster().refresh()
    st.session_state.pop("catalogue_refresh", None)


@st.fragment(run_every=LOOK_SECONDS)
def _watch() -> None:
    refresh: Future[str] | None = st.session_state.get("catalogue_refresh")
    if refresh is None or refresh.done():
        st.rerun()
    st.caption(":material/autorenew: Dagster is loading the new version")


def _again() -> None:
    st.session_state["catalogue_refresh"] = _pool().submit(_refresh)


def _refresh() -> str:
    """Make Dagster load the catalogue again; what is wrong where that fails, else nothing."""
    try:
        dagster().refresh()
    except DataForgeError as error:
        return error.problem
    return ""


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=4, thread_name_prefix="catalogue")
