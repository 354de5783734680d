"""Launching a run from a screen."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assets.errors import DataForgeError
from studio_ui.clients.dagster import BackendDownError, BackendLoadingError
from studio_ui.clients.launching import launch_head
from studio_ui.components.catalogue import bring_up_to_date
from studio_ui.components.wording import literal


def launch(dataset: str, tables: Sequence[str] | None) -> str | None:
    """Launch a run of some tables, None for all, and return its id.

    Where that fails, the screen says why and what to do, and the answer is None. A dataset that
    Dagster does not know yet is made known to it first.
    """
    try:
        with st.spinner("Starting the run"):
            bring_up_to_date()
            return launch_head(dataset, tables)
    except BackendDownError:
        st.error(
            "Dagster does not answer, so nothing was started. Try again when it is back.",
            icon=":material/cloud_off:",
        )
    except BackendLoadingError:
        st.warning(
            "Dagster is loading the catalogue. Try again in a few seconds.",
            icon=":material/hourglass_top:",
        )
    except DataForgeError as error:
        st.error(literal(str(error)), icon=":material/error:")
    return None
