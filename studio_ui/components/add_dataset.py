"""Adding a dataset: a new one, one from a DDL file, one from a YAML spec."""

from __future__ import annotations

import streamlit as st

from assets.errors import DataForgeError
from assets.intake.result import Intake
from assets.schema.dataset import Dataset
from assets.schema.formats import from_text
from assets.schema.names import dataset_name_from
from studio_ui import session
from studio_ui.clients.intake import read_ddl_upload
from studio_ui.clients.outputs import shelf
from studio_ui.components.wording import literal, plural
from studio_ui.editing.draft import new_draft, open_draft, plain
from studio_ui.editing.tables import new_dataset

GUESS = "guess it"
DIALECTS = ["postgres", "mysql", "tsql", "sqlite", "duckdb"]


def new_dialog() -> None:
    """An empty dataset under a name of one's own."""
    st.session_state.pop("dataset_made", None)
    _new_dialog()


@st.dialog("New dataset", icon=":material/add:")
def _new_dialog() -> None:
    if st.session_state.pop("dataset_made", None) is not None:
        st.rerun()
    typed = st.text_input("Name", placeholder="web_shop", key="new_name") or ""
    name = _name_from(typed)
    if name and name != typed:
        st.caption(f"It will be called {literal(name)}.")
    if name in session.dataset_names():
        st.error(f"There is a dataset {literal(name)} already.", icon=":material/error:")
    st.button("Create", type="primary", key="create_dataset", on_click=_create)


def _create() -> None:
    name = _name_from(str(st.session_state.get("new_name") or ""))
    if name and name not in session.dataset_names():
        session.put_draft(new_draft(new_dataset(name)))
        session.choose_dataset(name)
        st.session_state["dataset_made"] = name


def _name_from(typed: str) -> str:
    return dataset_name_from(typed) if typed.strip() else ""


@st.dialog("Import a DDL file", width="large", icon=":material/database:")
def import_dialog() -> None:
    """The tables of CREATE TABLE statements; what cannot be carried over is listed first."""
    file_field, dialect_field = st.columns([3, 1])
    file = file_field.file_uploader("SQL file", type=["sql", "ddl", "txt"], key="ddl_file")
    dialect = dialect_field.selectbox("Dialect", [GUESS, *DIALECTS], key="ddl_dialect")
    if file is None:
        st.caption("A schema dump of PostgreSQL, MySQL, SQL Server, SQLite or DuckDB.")
        return
    key = (file.file_id, dialect)
    read = st.session_state.get("ddl_read")
    if read is None or read[0] != key:
        try:
            with st.spinner("Reading"):
                chosen = None if dialect == GUESS else dialect
                read = (key, read_ddl_upload(file.name, file.getvalue(), chosen))
        except DataForgeError as error:
            problem = ". ".join(part for part in (error.problem, error.repair) if part)
            st.error(f"{literal(file.name)}: {literal(problem)}.", icon=":material/error:")
            return
        st.session_state["ddl_read"] = read
    _found(read[1])
    _take(read[1].dataset)


def _found(intake: Intake) -> None:
    tables = intake.dataset.tables
    columns = sum(len(table.columns) for table in tables)
    keys = sum(len(table.foreign_keys) for table in tables)
    st.success(
        f"{plural(len(tables), 'table')}, {plural(columns, 'column')} and "
        f"{plural(keys, 'foreign key')} read as {intake.dialect}.",
        icon=":material/check_circle:",
    )
    if not intake.warnings:
        return
    number = plural(len(intake.warnings), "warning")
    st.markdown(f"**{number}** :gray[about what is not carried over as it is]")
    is_long = len(intake.warnings) > 5
    with st.container(border=True, height=220 if is_long else "content", gap="xxsmall"):
        for warning in intake.warnings[:300]:
            st.markdown(f":orange[:material/warning:] {literal(str(warning))}")
        if len(intake.warnings) > 300:
            st.caption(f"and {len(intake.warnings) - 300} more")


@st.dialog("Upload a YAML spec", width="large", icon=":material/upload:")
def upload_dialog() -> None:
    """A spec that was downloaded or written by hand."""
    file = st.file_uploader("YAML or JSON file", type=["yaml", "yml", "json"], key="yaml_file")
    if file is None:
        return
    try:
        dataset = from_text(file.getvalue().decode("utf-8", errors="replace"), where=file.name)
    except DataForgeError as error:
        st.error(literal(str(error)), icon=":material/error:")
        return
    st.success(
        f"{literal(dataset.name)}: {plural(len(dataset.tables), 'table')}.",
        icon=":material/check_circle:",
    )
    _take(dataset)


def _take(dataset: Dataset) -> None:
    """The name to keep, and the button that opens the dataset in the editor."""
    typed = st.text_input("Name", dataset.name, key=f"take_name:{dataset.version}") or ""
    name = dataset_name_from(typed)
    exists = session.is_saved(name)
    if exists:
        st.caption(
            f"{literal(name)} exists: its draft becomes this, and saving makes it a new version."
        )
    elif name != typed:
        st.caption(f"It will be called {literal(name)}.")
    if st.button("Open in the editor", type="primary", key="take_dataset"):
        data = {**plain(dataset), "name": name}
        base = open_draft(shelf().versions.load(name)) if exists else None
        session.put_draft(base.edited(data) if base else new_draft(data))
        _open(name)


def _open(name: str) -> None:
    session.choose_dataset(name)
    st.rerun()
