"""One parameter of a generator or flaw as the field that suits its form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from studio_ui.editing.model_fields import Parameter
from studio_ui.editing.parameters import value_from_text, value_to_text

Data = dict[str, Any]
SAFE_INTEGER = 2**53 - 1  # the largest that a browser's number field keeps exact


def parameter_field(
    parameter: Parameter,
    value: Any,
    key: str,
    on_change: Callable[..., None],
    args: tuple[Any, ...],
) -> None:
    """The field, which shows ``value``. What is typed is in the session state under ``key``."""
    label = parameter.name.replace("_", " ").capitalize()
    given: Data = {"key": key, "on_change": on_change, "args": args}
    if parameter.form == "option" and value in parameter.options:
        st.session_state[key] = value
        st.selectbox(label, parameter.options, **given)
    elif parameter.form == "choices" and set(value or []) <= set(parameter.options):
        st.session_state[key] = value or []
        st.multiselect(label, parameter.options, **given)
    elif parameter.form == "flag" and isinstance(value, bool):
        st.session_state[key] = value
        st.toggle(label, **given)
    elif parameter.form == "integer" and isinstance(value, int) and abs(value) <= SAFE_INTEGER:
        st.session_state[key] = value
        st.number_input(label, step=1, **given)
    elif parameter.form == "list":
        st.session_state[key] = "\n".join(value_to_text(item) for item in value or [])
        st.text_area(f"{label} :gray[one a line]", height=120, **given)
    else:
        is_text = parameter.form == "text" and isinstance(value, str)
        st.session_state[key] = value if is_text else value_to_text(value)
        st.text_input(label, **given)


def typed_value(parameter: Parameter, typed: Any) -> Any:
    """What a person gave in the parameter's field; None for nothing."""
    if parameter.form == "list":
        return [value_from_text(line) for line in typed.splitlines() if line.strip()] or None
    if isinstance(typed, str) and parameter.form not in ("text", "option"):
        return value_from_text(typed)
    return None if typed == "" and parameter.default is None else typed
