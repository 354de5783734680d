"""One run, live: its status, its tables, its log, and what can be done about it."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from assets.errors import BackendError, DataForgeError, NotFoundError
from studio_ui.clients.backend import dagster
from studio_ui.clients.dagster import Run, RunStatus, table_progress
from studio_ui.clients.outputs import shelf
from studio_ui.components.log_view import log_view, message_of
from studio_ui.components.run_feed import RunFeed, feed_of
from studio_ui.components.run_progress import run_progress
from studio_ui.components.run_status import look
from studio_ui.components.wording import clock, duration, literal

POLL_SECONDS = 1.0
QUERY_SCREEN = "screens/query.py"


def run_panel(dataset: str, run_id: str) -> None:
    """The run; it is asked for every second until it has finished."""
    feed = feed_of(run_id)
    if feed.is_complete:
        _panel(dataset, run_id, feed)
    else:
        _live(dataset, run_id)


@st.fragment(run_every=POLL_SECONDS)
def _live(dataset: str, run_id: str) -> None:
    feed = feed_of(run_id)
    try:
        feed.update(run_id)
    except NotFoundError:
        st.warning("Dagster does not know this run: it was removed.", icon=":material/help:")
        return
    except BackendError:
        st.info(
            "Dagster does not answer at the moment. The run goes on without this page, which "
            "shows it again when Dagster is back.",
            icon=":material/cloud_off:",
        )
    if feed.is_complete:
        st.rerun()  # the list of runs and the buttons follow
    if feed.run is not None:
        _panel(dataset, run_id, feed)


def _panel(dataset: str, run_id: str, feed: RunFeed) -> None:
    run = feed.run
    if run is None:
        return
    with st.container(key="title_run", horizontal=True, gap="small", vertical_alignment="center"):
        seen = look(run.status)
        st.badge(seen.word, icon=seen.icon, color=seen.colour)
        st.markdown(f":gray[{_facts(run)}]", width="stretch")
        _buttons(dataset, run)
    _progress(run, feed)
    if run.status is RunStatus.FAILURE:
        _failure(run, feed)
    log_view(feed.lines, run.dataset, key=f"log:{run_id}")


def _facts(run: Run) -> str:
    zone = st.context.timezone
    began = run.started_at or run.created_at
    ended = run.ended_at or datetime.now(UTC)
    tables = "all tables" if not run.tables else ", ".join(run.tables[:4])
    more = f" and {len(run.tables) - 4} more" if len(run.tables) > 4 else ""
    facts = [f"{tables}{more}", f"started {clock(began, zone)}"]
    if run.started_at:
        facts.append(duration(max(0.0, (ended - began).total_seconds())))
    return " · ".join(map(literal, facts))


def _progress(run: Run, feed: RunFeed) -> None:
    try:
        dataset = shelf().versions.load(run.dataset)
    except DataForgeError:
        st.caption("The dataset of this run was removed.")
        return
    run_progress(table_progress(dataset, run, feed.lines))


def _buttons(dataset: str, run: Run) -> None:
    if not run.status.is_finished and st.button(
        "Cancel",
        icon=":material/stop_circle:",
        key="cancel_run",
        disabled=run.status is RunStatus.CANCELING,
    ):
        _cancel(run)
    if run.status in (RunStatus.FAILURE, RunStatus.CANCELED) and st.button(
        "Rerun failed",
        icon=":material/replay:",
        key="rerun_failed",
        type="primary",
        help="Makes what failed and what waited for it; what succeeded is kept",
    ):
        _rerun(dataset, run)
    st.link_button("Open in Dagster", dagster().run_url(run.run_id), icon=":material/open_in_new:")
    if run.status is RunStatus.SUCCESS and st.button(
        "Query the tables", icon=":material/search:", key="query_tables", type="primary"
    ):
        st.switch_page(QUERY_SCREEN, query_params={"dataset": dataset})


def _rerun(dataset: str, run: Run) -> None:
    try:
        run_id = dagster().rerun_failed(run.run_id)
    except DataForgeError as error:
        st.error(literal(str(error)), icon=":material/error:")
        return
    st.query_params.update({"dataset": dataset, "run": run_id})
    st.rerun()


def _cancel(run: Run) -> None:
    try:
        dagster().terminate(run.run_id)
    except DataForgeError as error:
        st.error(literal(str(error)), icon=":material/error:")


def _failure(run: Run, feed: RunFeed) -> None:
    failed = [line for line in feed.lines if line.event == "STEP_FAILURE"]
    said = failed or [line for line in feed.lines if line.level in ("ERROR", "CRITICAL")]
    for line in said[:3]:
        st.error(literal(message_of(line, run.dataset)[:600]), icon=":material/error:")
