"""The result of a query: rows, a chart, and downloads."""

from __future__ import annotations

import streamlit as st

from assets.query import QueryResult
from studio_ui.components.number_formats import number_formats
from studio_ui.components.wording import duration, plural
from studio_ui.querying import charts
from studio_ui.querying.downloads import csv_bytes, parquet_bytes

GRID_HEIGHT = 430


def result_view(result: QueryResult, name: str) -> None:
    """The result; ``name`` is what the downloaded files are called."""
    rows = result.table
    shape = f"**{plural(rows.num_rows, 'row')}** :gray[× {plural(rows.num_columns, 'column')}"
    facts, view, downloads = st.columns([3, 2, 3], vertical_alignment="center")
    facts.markdown(f"{shape} · {duration(result.seconds)}]")
    with view.container(horizontal=True, horizontal_alignment="center"):
        chosen = st.segmented_control(
            "View",
            ["Rows", "Chart"],
            default="Rows",
            required=True,
            label_visibility="collapsed",
            key="result_view",
            persist_state="session",
        )
    with downloads.container(horizontal=True, horizontal_alignment="right", gap="small"):
        st.download_button(
            "CSV",
            lambda: csv_bytes(rows),
            f"{name}.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
            key="download_csv",
        )
        st.download_button(
            "Parquet",
            lambda: parquet_bytes(rows),
            f"{name}.parquet",
            "application/vnd.apache.parquet",
            icon=":material/download:",
            on_click="ignore",
            key="download_parquet",
        )
    if result.truncated:
        st.warning(
            f"Only the first {rows.num_rows:,} rows are here; there are more. Aggregate, or filter "
            f"with WHERE, to see all of what you ask for.",
            icon=":material/content_cut:",
        )
    if chosen == "Chart":
        _chart(result)
    else:
        st.dataframe(
            rows,
            hide_index=True,
            placeholder="NULL",
            column_config=number_formats(rows.schema),
            key="result_rows",
            height=min(GRID_HEIGHT, rows.num_rows * 35 + 38),
        )


def _chart(result: QueryResult) -> None:
    rows = result.table
    suitable = charts.suitable(rows)
    if suitable is None:
        st.caption("There is nothing to draw in an empty result.")
        return
    names, numbers = rows.column_names, charts.y_options(rows)
    here = f"{','.join(names)}"
    kind_field, x_field, y_field = st.columns([2, 3, 3])
    kind = kind_field.selectbox(
        "Chart",
        charts.KINDS,
        index=charts.KINDS.index(suitable.kind),
        format_func=str.capitalize,
        key=f"chart_kind:{here}",
    )
    x = x_field.selectbox("Across", names, index=names.index(suitable.x), key=f"chart_x:{here}")
    measures = [charts.COUNT, *numbers]
    y = y_field.selectbox(
        "Up",
        measures,
        index=measures.index(suitable.y or charts.COUNT),
        key=f"chart_y:{here}",
        disabled=kind == "histogram",
    )
    chart = charts.Chart(kind, x, None if kind == "histogram" or y == charts.COUNT else y)
    if rows.num_rows > charts.MAX_POINTS:
        st.caption(f"The first {charts.MAX_POINTS:,} rows are drawn.")
    st.plotly_chart(
        charts.figure(rows, chart),
        key="result_chart",
        config={"displaylogo": False, "displayModeBar": "hover"},
    )
