"""What fills one column, as a form: the kind of its generator and that kind's parameters."""

from __future__ import annotations

from typing import Any

import streamlit as st

from studio_ui import session
from studio_ui.components.column_editor import keep
from studio_ui.components.parameter_field import parameter_field, typed_value
from studio_ui.editing.column_grid import FOREIGN_KEY, UNREADABLE, generator_options
from studio_ui.editing.generator_kinds import parameters, starting_parameters, summary
from studio_ui.editing.model_fields import Parameter
from studio_ui.editing.tables import table_of

Data = dict[str, Any]


def column_form(dataset: str, table: str) -> None:
    """A column to choose, its generator and parameters to set."""
    data = table_of(session.draft(dataset).data, table)
    names = [column.get("name", "") for column in data.get("columns", [])]
    chosen_key = f"form_column:{dataset}:{table}"
    if st.session_state.get(chosen_key) not in names:
        st.session_state[chosen_key] = _first_generated(data) or names[0]
    left, right = st.columns(2)
    name = left.selectbox("Column", names, key=chosen_key)
    column = next(found for found in data["columns"] if found.get("name") == name)
    generator = column.get("generator") or {}
    kind = generator.get("kind", FOREIGN_KEY)
    place = f"form:{dataset}:{table}:{name}"
    st.session_state[f"{place}:kind"] = kind
    right.selectbox(
        "Generator",
        generator_options(),
        key=f"{place}:kind",
        on_change=_kind_changed,
        args=(dataset, table, name, f"{place}:kind"),
    )
    if kind == FOREIGN_KEY:
        st.caption("A foreign key fills this column. See “Keys and checks”.")
        return
    fields = parameters(kind)
    cells = st.columns(2) if len(fields) > 1 else [st.container()]
    for at, parameter in enumerate(fields):
        wide = parameter.form in ("nested", "list") or parameter.name in ("sql", "alphabet")
        with st.container() if wide else cells[at % len(cells)]:
            _field(dataset, table, name, parameter, generator)
    st.caption(summary(kind))


def _field(dataset: str, table: str, column: str, parameter: Parameter, generator: Data) -> None:
    key = f"form:{dataset}:{table}:{column}:{generator['kind']}.{parameter.name}"
    value = generator.get(parameter.name, parameter.default)
    args = (dataset, table, column, parameter, key)
    parameter_field(parameter, value, key, _value_changed, args)


def _kind_changed(dataset: str, table: str, column: str, key: str) -> None:
    kind = st.session_state[key]
    generator = None if kind == FOREIGN_KEY else {"kind": kind, **starting_parameters(kind)}
    _put(dataset, table, column, generator)


def _value_changed(dataset: str, table: str, column: str, parameter: Parameter, key: str) -> None:
    value = typed_value(parameter, st.session_state[key])
    data = table_of(session.draft(dataset).data, table)
    found = next(found for found in data["columns"] if found.get("name") == column)
    before = found.get("generator") or {}
    generator = {k: v for k, v in before.items() if k not in (parameter.name, UNREADABLE)}
    if parameter.required or value not in (None, parameter.default):
        generator[parameter.name] = value
    _put(dataset, table, column, generator)


def _put(dataset: str, table: str, column: str, generator: Data | None) -> None:
    data = table_of(session.draft(dataset).data, table)
    columns = []
    for found in data["columns"]:
        if found.get("name") == column:
            found = {k: v for k, v in found.items() if k != "generator"}
            if generator is not None:
                found["generator"] = generator
        columns.append(found)
    keep(dataset, table, {**data, "columns": columns}, {}, remount=True)


def _first_generated(data: Data) -> str | None:
    """The first column with something to set, which says more than a key's sequence."""
    for column in data.get("columns", []):
        kind = (column.get("generator") or {}).get("kind", "")
        if kind != "sequence" and parameters(kind):
            return str(column.get("name", ""))
    return None
