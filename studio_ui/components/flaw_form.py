"""The flaws of one table as lines of fields, and whether they are labelled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from studio_ui import session
from studio_ui.components.column_editor import keep
from studio_ui.components.parameter_field import parameter_field, typed_value
from studio_ui.editing import flaw_kinds
from studio_ui.editing.model_fields import Parameter
from studio_ui.editing.tables import table_of, with_items

Data = dict[str, Any]
_WIDTHS = [22, 36, 13, 29, 6, 6]


def flaw_form(dataset: str, table: str) -> None:
    """One line a flaw. What is edited is in the draft before the screen is drawn again."""
    data = table_of(session.draft(dataset).data, table)
    found = data.get("flaws", [])
    with st.container(key="flaw_lines", gap="xxsmall"):
        for place, flaw in enumerate(found):
            _line(dataset, table, data, place, flaw)
    if not found:
        st.caption("The rows of this table are right. Flaws make some of their cells wrong.")
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        fitting = [kind for kind in flaw_kinds.kinds() if flaw_kinds.fitting(data, kind)]
        added = st.menu_button(
            "Add a flaw",
            fitting,
            icon=":material/add:",
            key=f"add_flaw:{dataset}:{table}",
            format_func=_title,
        )
        _labels(dataset, table, data)
    if added:
        _put(dataset, table, [*found, flaw_kinds.started(data, added)])
        st.rerun()


def _line(dataset: str, table: str, data: Data, place: int, flaw: Data) -> None:
    kind = flaw.get("kind", "")
    prefix = f"flaw:{dataset}:{table}:{place}"
    shown: Data = {"label_visibility": "visible" if place == 0 else "collapsed"}
    cells = st.columns(_WIDTHS, gap="small", vertical_alignment="bottom")

    def given(field: str, value: Any, change: Callable[..., None] = _changed) -> Data:
        key = f"{prefix}:{field}"
        st.session_state[key] = value
        return {"key": key, "on_change": change, "args": (dataset, table, place, field, key)}

    cells[0].selectbox(
        "Flaw",
        flaw_kinds.kinds(),
        format_func=_title,
        help="Applied last, in this order of kinds: whole rows and keys first, then cells",
        **given("kind", kind, _kind_changed),
        **shown,
    )
    with cells[1]:
        _columns(data, flaw, given, shown)
    cells[2].number_input(
        "Rate",
        min_value=0.0,
        max_value=1.0,
        step=0.01,
        format="%g",
        help="The share of cells that have the flaw, 0 to 1",
        **given("rate", float(flaw.get("rate", 0.0))),
        **shown,
    )
    cells[3].text_input(
        "When",
        placeholder="always",
        help="SQL over the row and its parents: age < 25. Empty: any row",
        **given("when", flaw.get("when") or ""),
        **shown,
    )
    with cells[4].popover(
        "", icon=":material/tune:", type="tertiary", help="More of this flaw", key=f"{prefix}:more"
    ):
        st.markdown(f":gray[{flaw_kinds.summary(kind)}]")
        for field in flaw_kinds.parameters(kind):
            key = f"{prefix}:{kind}.{field.name}"
            value = flaw.get(field.name, field.default)
            parameter_field(field, value, key, _set, (dataset, table, place, field, key))
    cells[5].button(
        "",
        icon=":material/delete:",
        type="tertiary",
        key=f"{prefix}:remove",
        help="Remove this flaw",
        on_click=_remove,
        args=(dataset, table, place),
    )


def _columns(data: Data, flaw: Data, given: Callable[..., Data], shown: Data) -> None:
    kind = flaw.get("kind", "")
    field = flaw_kinds.columns_field(kind)
    chosen = list(flaw.get(field, []))
    options = flaw_kinds.fitting(data, kind)
    if kind == "orphan":
        keys = options if chosen in options else [*options, chosen]
        st.selectbox("In", keys, format_func=", ".join, **given(field, chosen), **shown)
        return
    names = [name for names in options for name in names]
    st.multiselect(
        "In",
        [*names, *(name for name in chosen if name not in names)],
        placeholder="repeats the whole row" if field == "keep" else "choose columns",
        format_func=lambda name: f"but {name}" if field == "keep" else name,
        **given(field, chosen),
        **shown,
    )


def _labels(dataset: str, table: str, data: Data) -> None:
    labels = data.get("flaw_labels", False)
    key = f"labels:{dataset}:{table}"
    st.session_state[key] = bool(labels)
    st.toggle(
        "Label them",
        key=key,
        help="Another table tells every flawed cell and its true value",
        on_change=_labels_changed,
        args=(dataset, table),
    )
    if not labels:
        return
    st.session_state[f"{key}:name"] = labels if isinstance(labels, str) else ""
    st.text_input(
        "Table of labels",
        placeholder=f"{table}_flaws",
        key=f"{key}:name",
        label_visibility="collapsed",
        width=260,
        on_change=_labels_changed,
        args=(dataset, table),
    )


def _labels_changed(dataset: str, table: str) -> None:
    key = f"labels:{dataset}:{table}"
    name = str(st.session_state.get(f"{key}:name", "")).strip()
    data = table_of(session.draft(dataset).data, table)
    others = {field: value for field, value in data.items() if field != "flaw_labels"}
    after = {**others, "flaw_labels": name or True} if st.session_state[key] else others
    keep(dataset, table, after, {}, remount=False)


def _changed(dataset: str, table: str, place: int, field: str, key: str) -> None:
    value = st.session_state[key]
    found = _flaws(dataset, table)
    flaw = {name: given for name, given in found[place].items() if name != field}
    if value not in ("", None) and not (field == "keep" and not value):
        flaw[field] = value
    _put(dataset, table, [*found[:place], flaw, *found[place + 1 :]])


def _kind_changed(dataset: str, table: str, place: int, _: str, key: str) -> None:
    found = _flaws(dataset, table)
    data = table_of(session.draft(dataset).data, table)
    flaw = flaw_kinds.started(data, st.session_state[key], found[place])
    _put(dataset, table, [*found[:place], flaw, *found[place + 1 :]])


def _set(dataset: str, table: str, place: int, field: Parameter, key: str) -> None:
    value = typed_value(field, st.session_state[key])
    found = _flaws(dataset, table)
    flaw = {name: given for name, given in found[place].items() if name != field.name}
    if value not in (None, field.default):
        flaw[field.name] = value
    _put(dataset, table, [*found[:place], flaw, *found[place + 1 :]])


def _remove(dataset: str, table: str, place: int) -> None:
    found = _flaws(dataset, table)
    _put(dataset, table, [*found[:place], *found[place + 1 :]])


def _flaws(dataset: str, table: str) -> list[Data]:
    return list(table_of(session.draft(dataset).data, table).get("flaws", []))


def _put(dataset: str, table: str, flaws: list[Data]) -> None:
    data = table_of(session.draft(dataset).data, table)
    keep(dataset, table, with_items(data, "flaws", flaws), {}, remount=False)


def _title(kind: str) -> str:
    return kind.replace("_", " ").capitalize()
