"""The top of the schema screen: what is being edited, whether it is saved, and what can be done."""

from __future__ import annotations

import streamlit as st

from assets.errors import DataForgeError, NotFoundError
from studio_ui import session
from studio_ui.clients.outputs import shelf
from studio_ui.components import catalogue, notices
from studio_ui.components.dataset_settings import settings_dialog
from studio_ui.components.launching import launch
from studio_ui.components.save_dialog import ask_to_save, is_asked_to_save, save_dialog
from studio_ui.components.wording import count, literal, plural
from studio_ui.editing.draft import Draft
from studio_ui.editing.tables import table_names

RUNS_SCREEN = "screens/runs.py"


def schema_header(name: str) -> None:
    """The title, the state of the draft, and the buttons."""
    draft = session.draft(name)
    title, buttons = st.columns([3, 2], vertical_alignment="center")
    with title.container(key="title", horizontal=True, gap="small", vertical_alignment="center"):
        st.header(literal(name), anchor=False, width="content")
        _state(draft)
        st.markdown(f":gray[{_facts(draft)}]", width="content")
    with buttons.container(
        horizontal=True, horizontal_alignment="right", vertical_alignment="center", gap="small"
    ):
        wanted = _buttons(name, draft)
    if wanted:
        run_id = launch(name, None)
        if run_id is not None:
            st.switch_page(RUNS_SCREEN, query_params={"dataset": name, "run": run_id})


def _state(draft: Draft) -> None:
    if draft.findings:
        problems = plural(len(draft.findings), "problem")
        st.badge(problems, icon=":material/error:", color="red")
    if draft.base is None:
        st.badge("Never saved", icon=":material/edit:", color="orange")
    elif draft.is_changed:
        st.badge("Unsaved changes", icon=":material/edit:", color="orange")
    else:
        number = shelf().versions.head(draft.name).number
        st.badge(f"Version {number}", icon=":material/check:", color="green")


def _facts(draft: Draft) -> str:
    tables = draft.data.get("tables", [])
    total = sum(draft.rows(name) or 0 for name in table_names(draft.data))
    facts = [plural(len(tables), "table"), f"{count(total)} rows"]
    facts += [f"seed {draft.data.get('seed', 1)}", str(draft.data.get("locale", "en_US"))]
    return " · ".join(map(literal, facts))


def _buttons(name: str, draft: Draft) -> bool:
    """The buttons; whether the person wants a run."""
    action = st.menu_button(
        "",
        ["Settings", "Discard changes", "Remove dataset"],
        icon=":material/more_horiz:",
        type="tertiary",
        key="dataset_menu",
        help="Settings, discard, remove",
    )
    if action == "Settings":
        settings_dialog(name)
    elif action == "Discard changes":
        _discard(name, draft)
    elif action == "Remove dataset":
        _remove_dialog(name)
    st.button(
        "Save",
        icon=":material/save:",
        key="save",
        disabled=not draft.can_be_saved,
        type="primary" if draft.can_be_saved else "secondary",
        on_click=ask_to_save,
        args=(name,),
    )
    if not action and draft.can_be_saved and is_asked_to_save(name):
        save_dialog(name)
    reason = "Save first: a run makes the saved version" if draft.is_changed else None
    return st.button(
        "Generate",
        icon=":material/play_arrow:",
        key="generate",
        disabled=draft.is_changed,
        type="secondary" if draft.is_changed else "primary",
        help=reason or "Make all tables",
    )


def _discard(name: str, draft: Draft) -> None:
    session.forget(name)
    if draft.base is not None and session.is_saved(name):
        session.put_draft(session.draft(name))
    notices.say(f"The changes to {literal(name)} are gone.")
    st.rerun()


@st.dialog("Remove the dataset", icon=":material/delete:")
def _remove_dialog(name: str) -> None:
    st.markdown(f"Remove **{literal(name)}** with all of its versions from the catalogue?")
    st.caption("What was generated stays in the workspace. This cannot be undone.")
    if name not in session.dataset_names():
        st.rerun()
    error = st.session_state.pop("remove_error", "")
    if error:
        st.error(literal(error), icon=":material/error:")
    st.button("Remove", type="primary", key="confirm_remove", on_click=_remove, args=(name,))


def _remove(name: str) -> None:
    try:
        shelf().versions.remove(name)
    except NotFoundError:
        pass  # it was never saved, or another tab was faster
    except DataForgeError as error:
        st.session_state["remove_error"] = str(error)
        return
    session.forget(name)
    session.choose_dataset(None)
    catalogue.changed(f"Removed {literal(name)}.")
