"""The tables of a dataset as a list to pick from, in the sidebar."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from studio_ui import session
from studio_ui.components.wording import count, literal, plural, shortened
from studio_ui.editing.tables import add_table, table_names

SEARCH_FROM = 12
LIST_HEIGHT = 500


def schema_tables(dataset: str) -> str:
    """The table that is picked for editing, from the draft's."""
    draft = session.draft(dataset)
    faulty = {finding.table for finding in draft.findings}

    def label(name: str) -> str:
        mark = " :red[:material/error:]" if name in faulty else ""
        return f"{literal(shortened(name))}{mark} :gray[:small[{_shown(draft.rows(name))}]]"

    return pick_list(f"table:{dataset}", table_names(draft.data), label)


def add_button(dataset: str) -> None:
    """A button that adds a table and picks it."""
    st.button(
        "Add",
        icon=":material/add:",
        type="tertiary",
        key="add_table",
        help="Add a table",
        on_click=_add,
        args=(dataset,),
    )


def choose_table(dataset: str, table: str) -> None:
    """Pick a table from now on."""
    st.session_state[f"picked:table:{dataset}"] = table


def pick_list(
    name: str,
    options: Sequence[str],
    label: Callable[[str], str],
    *,
    noun: str = "table",
    on_pick: Callable[[str], None] | None = None,
) -> str:
    """One of the options, at first the first; a search field where there are many.

    ``options`` is not empty. ``on_pick`` is told what a person picks.
    """
    key = f"picked:{name}"
    picked = str(st.session_state.get(key, ""))
    if picked not in options:
        picked = options[0]
        st.session_state[key] = picked
    shown = list(options)
    if len(options) > SEARCH_FROM:
        wanted = st.text_input(
            "Search",
            placeholder=f"Search {plural(len(options), noun)}",
            icon=":material/search:",
            label_visibility="collapsed",
            key=f"search:{name}",
        )
        words = wanted.casefold().split()
        shown = [o for o in options if all(word in o.casefold() for word in words)]
        if not shown:
            st.caption(f"No {noun} is called so.")
            return picked
    widget = f"list:{name}"
    st.session_state[widget] = picked if picked in shown else None
    is_long = len(shown) > SEARCH_FROM
    with st.container(
        key=f"pick_list_{name.partition(':')[0]}",
        height=LIST_HEIGHT if is_long else "content",
        border=False,
    ):
        st.radio(
            noun.capitalize(),
            shown,
            format_func=label,
            key=widget,
            index=None,
            width="stretch",
            label_visibility="collapsed",
            on_change=_picked,
            args=(key, widget, on_pick),
        )
    return picked


def _picked(key: str, widget: str, on_pick: Callable[[str], None] | None) -> None:
    st.session_state[key] = st.session_state[widget]
    if on_pick is not None:
        on_pick(st.session_state[widget])


def _add(dataset: str) -> None:
    draft = session.draft(dataset)
    taken = {name.casefold() for name in table_names(draft.data)}
    name = next(f"table_{n}" for n in range(1, len(taken) + 2) if f"table_{n}" not in taken)
    session.put_draft(draft.edited(add_table(draft.data, name)))
    choose_table(dataset, name)


def _shown(rows: int | None) -> str:
    return "?" if rows is None else count(rows)
