"""The runs screen: making tables, watching them being made, and what was made before."""

from __future__ import annotations

import streamlit as st

from assets.errors import DataForgeError
from studio_ui import session
from studio_ui.clients.backend import dagster
from studio_ui.clients.dagster import Backend, BackendState, Run
from studio_ui.clients.outputs import shelf
from studio_ui.components import notices
from studio_ui.components.catalogue import catalogue_state
from studio_ui.components.dataset_picker import dataset_picker
from studio_ui.components.first_run import first_run
from studio_ui.components.launching import launch
from studio_ui.components.run_panel import run_panel
from studio_ui.components.run_status import look
from studio_ui.components.status_banner import status_banner
from studio_ui.components.table_list import pick_list
from studio_ui.components.wording import ago, literal, plural

RECENT = 20


def render() -> None:
    """Draw the screen."""
    notices.show()
    with st.sidebar:
        name = dataset_picker()
    if name is None:
        first_run()
        return
    backend = dagster().backend()
    runs = _recent(name, backend)
    with st.sidebar:
        run_id = _pick(name, runs)
        if backend.state is not BackendState.DOWN:
            st.link_button(
                "Lineage in Dagster",
                dagster().lineage_url(name),
                icon=":material/open_in_new:",
                type="tertiary",
            )
    _header(name, backend)
    if backend.state is not BackendState.DOWN:
        catalogue_state()
    status_banner(backend)
    if run_id is not None:
        run_panel(name, run_id)
    elif backend.state is not BackendState.DOWN:
        st.markdown(
            ":gray[Nothing of this dataset was made yet. Generate makes all of its tables.]"
        )


def _header(name: str, backend: Backend) -> None:
    with st.container(key="title", horizontal=True, vertical_alignment="center", gap="small"):
        st.header(literal(name), anchor=False, width="stretch")
        if not session.is_saved(name):
            st.info("Save the dataset on the Schema screen first.", icon=":material/save:")
            return
        dataset = shelf().versions.load(name)
        chosen = st.multiselect(
            "Tables",
            [table.name for table in dataset.tables],
            placeholder=f"All {plural(len(dataset.tables), 'table')}",
            label_visibility="collapsed",
            key=f"launch_tables:{name}",
            width=320,
        )
        wanted = st.button(
            "Generate",
            icon=":material/play_arrow:",
            type="primary",
            key="launch",
            disabled=backend.state is not BackendState.READY,
        )
    run_id = launch(name, chosen or None) if wanted else None
    if run_id is not None:
        st.query_params["run"] = run_id
        st.rerun()


def _recent(name: str, backend: Backend) -> list[Run]:
    if backend.state is BackendState.DOWN:
        return []
    try:
        return dagster().runs(name, limit=RECENT)
    except DataForgeError:
        return []  # the banner says how Dagster is


def _pick(name: str, runs: list[Run]) -> str | None:
    """The run to look at: the address's, else the newest."""
    wanted = st.query_params.get("run")
    by_id = {run.run_id: run for run in runs}
    st.caption("Recent runs")
    if not runs:
        st.markdown(":gray[None yet]" if wanted is None else ":gray[Not known at the moment]")
        return wanted
    st.session_state[f"picked:run:{name}"] = wanted if wanted in by_id else runs[0].run_id

    def label(run_id: str) -> str:
        run = by_id[run_id]
        seen = look(run.status)
        tables = "all tables" if not run.tables else plural(len(run.tables), "table")
        when = literal(ago(run.created_at))
        return f":{seen.colour}[{seen.icon}] {tables} :gray[:small[{when}]]"

    picked = pick_list(f"run:{name}", list(by_id), label, noun="run", on_pick=_look_at)
    return wanted or picked


def _look_at(run_id: str) -> None:
    st.query_params["run"] = run_id


render()
