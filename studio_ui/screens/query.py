"""The query screen: SQL over the published tables of a dataset."""

from __future__ import annotations

import streamlit as st

from assets.errors import DataForgeError
from assets.outputs.manifest import Manifest
from assets.query import QueryResult
from studio_ui.clients.outputs import run_query, shelf
from studio_ui.components import notices
from studio_ui.components.dataset_picker import dataset_picker
from studio_ui.components.first_run import first_run
from studio_ui.components.result_view import result_view
from studio_ui.components.table_list import pick_list
from studio_ui.components.wording import ago, count, literal, plural, shortened, size
from studio_ui.querying.examples import Example, examples, first_rows

RUNS_SCREEN = "screens/runs.py"


def render() -> None:
    """Draw the screen."""
    notices.show()
    with st.sidebar:
        name = dataset_picker()
    if name is None:
        first_run()
        return
    try:
        manifests = shelf().outputs.manifests(name)
    except DataForgeError as error:
        st.error(literal(str(error)), icon=":material/error:")
        return
    _title(name, manifests)
    if not manifests:
        _nothing_published(name)
        return
    with st.sidebar:
        table = _tables(name, manifests)
    _editor(name, table, _examples(name, set(manifests)))
    _result(name)


def _title(name: str, manifests: dict[str, Manifest]) -> None:
    with st.container(key="title", horizontal=True, gap="small", vertical_alignment="center"):
        st.header(literal(name), anchor=False, width="content")
        if manifests:
            rows = sum(manifest.rows for manifest in manifests.values())
            stored = sum(manifest.bytes for manifest in manifests.values())
            newest = max(manifest.created_at for manifest in manifests.values())
            facts = [plural(len(manifests), "published table"), f"{rows:,} rows", size(stored)]
            facts.append(f"newest {ago(newest)}")
            text = " · ".join(map(literal, facts))
            st.markdown(f":gray[{text}]", width="content")


def _nothing_published(name: str) -> None:
    st.info(
        "No table of this dataset was made yet. Generate it, then query it here.",
        icon=":material/table_rows:",
    )
    if st.button("Go to Runs", icon=":material/play_arrow:", type="primary", key="go_to_runs"):
        st.switch_page(RUNS_SCREEN, query_params={"dataset": name})


def _tables(name: str, manifests: dict[str, Manifest]) -> str:
    st.caption("Published tables")

    def label(table: str) -> str:
        return f"{literal(shortened(table))} :gray[:small[{count(manifests[table].rows)}]]"

    def picked(table: str) -> None:
        _ask(name, first_rows(table))

    table = pick_list(f"output:{name}", list(manifests), label, on_pick=picked)
    manifest = manifests[table]
    st.caption(f"Columns of {literal(table)}")
    st.dataframe(
        {
            "column": [column.name for column in manifest.columns],
            "type": [column.type for column in manifest.columns],
        },
        hide_index=True,
        key="output_columns",
        row_height=28,
        height=min(330, (len(manifest.columns) + 1) * 28 + 10),
    )
    return table


def _editor(name: str, table: str, found: list[Example]) -> None:
    key = f"sql:{name}"
    if key not in st.session_state:
        kept = st.session_state.get(f"kept:{key}")
        st.session_state[key] = kept or first_rows(table)
        if kept is None:
            _run(name, first_rows(table))
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        for at, example in enumerate(found):
            st.button(
                literal(example.title),
                type="tertiary",
                key=f"example:{name}:{at}",
                icon=":material/lightbulb:",
                on_click=_ask,
                args=(name, example.sql),
            )
    with st.form(f"query:{name}", border=False):
        st.text_area("SQL", key=key, height=150, label_visibility="collapsed")
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            run = st.form_submit_button(
                "Run", type="primary", icon=":material/play_arrow:", key="run_query"
            )
            st.markdown(":gray[:small[or Ctrl+Enter in the text]]", width="content")
    if run:
        _run(name, st.session_state[key])


def _ask(name: str, sql: str) -> None:
    st.session_state[f"sql:{name}"] = sql
    _run(name, sql)


def _run(name: str, sql: str) -> None:
    st.session_state[f"kept:sql:{name}"] = sql
    if not sql.strip():
        return
    outcome: QueryResult | str
    try:
        outcome = run_query(name, sql)
    except DataForgeError as error:
        outcome = str(error)
    st.session_state["outcome"] = (name, outcome)


def _result(name: str) -> None:
    asked, outcome = st.session_state.get("outcome", (None, None))
    if asked != name or outcome is None:
        return
    if isinstance(outcome, str):
        st.error(literal(outcome), icon=":material/error:")
    else:
        result_view(outcome, name)


def _examples(name: str, tables: set[str]) -> list[Example]:
    try:
        return examples(shelf().versions.load(name), tables)
    except DataForgeError:
        return []  # the dataset was removed; what was published of it is still there


render()
