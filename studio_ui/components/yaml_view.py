"""The spec as YAML, to read, edit, copy and download."""

from __future__ import annotations

import streamlit as st
import yaml

from assets.errors import SpecError
from assets.schema.formats import from_text, to_yaml
from studio_ui import session
from studio_ui.components.wording import literal
from studio_ui.editing.draft import Draft, plain


def yaml_view(dataset: str) -> None:
    """The draft's text; what is typed becomes the draft when it is applied and valid."""
    draft = session.draft(dataset)
    key = f"yaml:{dataset}:{session.grid_revision()}"
    written = _text(draft)
    typed = st.text_area("Spec", written, height=560, key=key, label_visibility="collapsed")
    apply, download, note = st.columns([1, 1, 4], vertical_alignment="center")
    changed = typed is not None and typed != written
    apply.button(
        "Apply",
        icon=":material/check:",
        type="primary" if changed else "secondary",
        disabled=not changed,
        key="apply_yaml",
        on_click=_apply,
        args=(dataset, key),
        width="stretch",
    )
    download.download_button(
        "Download",
        typed or "",
        f"{dataset}.yaml",
        "application/yaml",
        icon=":material/download:",
        on_click="ignore",
        width="stretch",
    )
    error = st.session_state.get("yaml_error")
    if error and changed:
        st.error(literal(error), icon=":material/error:")
    elif changed:
        note.caption("Apply to use what you typed; nothing is saved yet.")


def _text(draft: Draft) -> str:
    if draft.dataset is not None:
        return to_yaml(draft.dataset)
    return yaml.safe_dump(draft.data, sort_keys=False, allow_unicode=True, width=100)


def _apply(dataset: str, key: str) -> None:
    st.session_state.pop("yaml_error", None)
    try:
        typed = from_text(st.session_state[key], where="the text")
    except SpecError as error:
        st.session_state["yaml_error"] = str(error)
        return
    if typed.name != dataset:
        st.session_state["yaml_error"] = (
            f"the name is {typed.name!r}: a dataset keeps its name {dataset!r}; to copy it, "
            f"download the text and add it as a new dataset"
        )
        return
    session.put_draft(session.draft(dataset).edited(plain(typed)))
