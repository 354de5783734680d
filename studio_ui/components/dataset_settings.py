"""What holds for a whole dataset: its description, seed and locale."""

from __future__ import annotations

import streamlit as st

from assets.schema.dataset import MAX_SEED
from studio_ui import session
from studio_ui.components.wording import literal

LOCALES = ["en_US", "en_GB", "de_DE", "fr_FR", "es_ES", "it_IT", "nl_NL", "pt_BR", "sv_SE", "ja_JP"]


@st.dialog("Settings of the dataset", icon=":material/tune:")
def settings_dialog(name: str) -> None:
    """Fields for the draft; they are saved with it."""
    draft = session.draft(name)
    st.markdown(f"**{literal(name)}**")
    description = st.text_area("Description", draft.data.get("description", ""), height=90)
    seed = st.text_input(
        "Seed", str(draft.data.get("seed", 1)), help="The same seed gives the same rows, always"
    )
    locale = draft.data.get("locale", "en_US")
    options = LOCALES if locale in LOCALES else [locale, *LOCALES]
    chosen = st.selectbox(
        "Locale",
        options,
        index=options.index(locale),
        accept_new_options=True,
        help="The language and country of names and addresses, such as pl_PL",
    )
    digits = (seed or "").strip()
    if not digits.isdecimal() or int(digits) > MAX_SEED:
        st.error(f"A seed is a whole number from 0 to {MAX_SEED:,}.", icon=":material/error:")
        return
    if st.button("Use", type="primary", key="use_settings"):
        fields = {"description": description or "", "seed": int(digits), "locale": chosen}
        session.put_draft(draft.edited({**draft.data, **fields}), remount=False)
        st.rerun()
