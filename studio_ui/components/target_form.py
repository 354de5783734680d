"""The targets of one table as lines of fields."""

from __future__ import annotations

from typing import Any

import streamlit as st

from assets.errors import DataForgeError
from studio_ui import session
from studio_ui.clients.outputs import true_rows
from studio_ui.components.category_figures import category_figures
from studio_ui.components.column_editor import keep
from studio_ui.editing.parameters import value_from_text, value_to_text
from studio_ui.editing.starting_figures import starting_figure
from studio_ui.editing.tables import table_of, with_items
from studio_ui.editing.target_groups import (
    Group,
    category_names,
    group_of,
    groups,
    targetable,
    what_of,
    with_group,
)

Data = dict[str, Any]
_WIDTHS = [24, 13, 30, 38, 6]
_SAMPLE = 2_000


def target_form(dataset: str, table: str) -> None:
    """One line a target. What is edited is in the draft before the screen is drawn again."""
    data = table_of(session.draft(dataset).data, table)
    found, free = data.get("targets", []), targetable(data)
    for place, target in enumerate(found):
        _line(dataset, table, data, place, target, free)
    if not found:
        st.caption("The sums and means of this table's columns are as they are drawn.")
    st.button(
        "Add a target",
        icon=":material/add:",
        key=f"add_target:{dataset}:{table}",
        disabled=not free,
        help=None if free else "It takes a numeric column, in no key and in no correlation",
        on_click=_add,
        args=(dataset, table, free[:1]),
    )


def _line(dataset: str, table: str, data: Data, place: int, target: Data, free: list[str]) -> None:
    column, what, group = str(target.get("column", "")), what_of(target), group_of(target)
    key = f"target:{dataset}:{table}:{place}"
    shown: Data = {"label_visibility": "visible" if place == 0 else "collapsed"}
    own = group.whose == "own"
    cells = st.columns(_WIDTHS, gap="small", vertical_alignment="top" if own else "bottom")
    st.session_state[f"{key}:column"] = column
    cells[0].selectbox(
        "Column",
        [column, *free],
        key=f"{key}:column",
        on_change=_column_changed,
        args=(dataset, table, place),
        **shown,
    )
    st.session_state[f"{key}:what"] = what
    cells[1].selectbox(
        "Figure",
        ["sum", "mean"],
        key=f"{key}:what",
        on_change=_group_changed,
        args=(dataset, table, place),
        **shown,
    )
    options = groups(session.draft(dataset).data, data, column)
    st.session_state[f"{key}:group"] = group
    cells[2].selectbox(
        "Of",
        options if group in options else [*options, group],
        key=f"{key}:group",
        help="Rows of one category need a choice or boolean with exact counts",
        on_change=_group_changed,
        args=(dataset, table, place),
        **shown,
    )
    with cells[3]:
        if own:
            category_figures(dataset, table, place, target)
        elif group.whose == "parent":
            _reading(f"the {what} is {group.name}, for the rows of each", shown)
        else:
            st.session_state[f"{key}:figure"] = value_to_text(target.get(what))
            st.text_input(
                "Exactly",
                key=f"{key}:figure",
                on_change=_figure_changed,
                args=(dataset, table, place),
                **shown,
            )
    with cells[4]:
        if own and place == 0:
            st.space(22)
        st.button(
            "",
            icon=":material/delete:",
            type="tertiary",
            key=f"{key}:remove",
            help="Remove this target",
            on_click=_remove,
            args=(dataset, table, place),
        )


def _reading(text: str, shown: Data) -> None:
    st.text_input("Exactly", text, disabled=True, **shown)


def _started(dataset: str, table: str, column: str, what: str, group: Group) -> Data:
    """A target that asks for what the column has by itself."""
    draft = session.draft(dataset)
    data = table_of(draft.data, table)
    rows = None
    if draft.dataset is not None:
        try:
            rows = true_rows(draft.dataset, table, _SAMPLE)
        except DataForgeError:
            rows = None  # what is wrong stands above; the figure begins at 1
    found = next(each for each in data["columns"] if each.get("name") == column)
    named = category_names(data, group.name) if group.whose in ("alike", "own") else []
    whole = draft.rows(table) or 1
    figure = starting_figure(group, what, found, rows, whole, named)
    return with_group({"column": column, what: figure}, group, figure)


def _add(dataset: str, table: str, columns: list[str]) -> None:
    found = _targets(dataset, table)
    _put(dataset, table, [*found, _started(dataset, table, columns[0], "mean", Group("all"))])


def _column_changed(dataset: str, table: str, place: int) -> None:
    column = st.session_state[f"target:{dataset}:{table}:{place}:column"]
    what = what_of(_targets(dataset, table)[place])
    _replace(dataset, table, place, _started(dataset, table, column, what, Group("all")))


def _group_changed(dataset: str, table: str, place: int) -> None:
    key = f"target:{dataset}:{table}:{place}"
    column = str(_targets(dataset, table)[place]["column"])
    what, group = st.session_state[f"{key}:what"], st.session_state[f"{key}:group"]
    _replace(dataset, table, place, _started(dataset, table, column, what, group))


def _figure_changed(dataset: str, table: str, place: int) -> None:
    target = _targets(dataset, table)[place]
    typed = value_from_text(st.session_state[f"target:{dataset}:{table}:{place}:figure"])
    _replace(dataset, table, place, {**target, what_of(target): typed})


def _remove(dataset: str, table: str, place: int) -> None:
    found = _targets(dataset, table)
    _put(dataset, table, [*found[:place], *found[place + 1 :]])


def _targets(dataset: str, table: str) -> list[Data]:
    return list(table_of(session.draft(dataset).data, table).get("targets", []))


def _replace(dataset: str, table: str, place: int, target: Data) -> None:
    found = _targets(dataset, table)
    _put(dataset, table, [*found[:place], target, *found[place + 1 :]])


def _put(dataset: str, table: str, targets: list[Data]) -> None:
    data = table_of(session.draft(dataset).data, table)
    keep(dataset, table, with_items(data, "targets", targets), {}, remount=True)
