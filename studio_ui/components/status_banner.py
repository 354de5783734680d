"""How Dagster is, where a person must know it; it looks again by itself."""

from __future__ import annotations

import streamlit as st

from studio_ui.clients.backend import dagster
from studio_ui.clients.dagster import Backend, BackendState
from studio_ui.components.wording import literal

LOOK_AGAIN_SECONDS = 2.0


def status_banner(backend: Backend) -> None:
    """A banner while Dagster is not ready, which draws the screen anew when that changes."""
    if backend.state is BackendState.READY:
        if not backend.daemon_healthy:
            st.warning(
                "Dagster's daemon does not answer: runs stay queued until it is back.",
                icon=":material/hourglass_top:",
            )
        return
    _watch(backend.state)


@st.fragment(run_every=LOOK_AGAIN_SECONDS)
def _watch(drawn: BackendState) -> None:
    backend = dagster().backend()
    if backend.state is not drawn:
        st.rerun()
    if drawn is BackendState.DOWN:
        st.error(
            "**Dagster does not answer.** Runs cannot be started or followed until it is back; "
            "schemas can be edited and saved, and published tables can be queried. If the studio "
            "was started with `make studio`, it starts Dagster again by itself; else start it, or "
            "set DATAFORGE_DAGSTER_URL to where it is. This page looks again every two seconds.",
            icon=":material/cloud_off:",
        )
    elif drawn is BackendState.LOADING:
        st.info(
            "Dagster is loading the catalogue. Runs can be started in a few seconds.",
            icon=":material/hourglass_top:",
        )
    else:
        st.error(
            f"**Dagster cannot load the catalogue.** {literal(backend.detail)}",
            icon=":material/error:",
        )
