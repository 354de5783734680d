"""What has just been done, said once on the next drawing of the screen."""

from __future__ import annotations

import streamlit as st


def say(text: str) -> None:
    """Show a text when the screen is drawn next."""
    st.session_state["notice"] = text


def show() -> None:
    """Show what was said since the last drawing."""
    text = st.session_state.pop("notice", "")
    if text:
        st.toast(text, icon=":material/check_circle:")
