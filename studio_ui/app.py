"""The studio: run by Streamlit, which draws this page and the screen that is open."""

from __future__ import annotations

import streamlit as st

from assets.errors import DataForgeError
from studio_ui.components import style
from studio_ui.components.wording import literal

LOGO = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 190 28" width="190" height="28">
<g fill="none" stroke="#14907f" stroke-width="2.2" stroke-linejoin="round">
<path d="M4 8l9-4.5L22 8l-9 4.5z"/><path d="M4 14l9 4.5L22 14"/><path d="M4 20l9 4.5L22 20"/></g>
<text x="31" y="20" font-family="'Source Sans Pro','Source Sans 3','Segoe UI',sans-serif"
 font-size="17" font-weight="600" fill="#14907f" textLength="146"
 lengthAdjust="spacingAndGlyphs">DataForge Studio</text></svg>"""
MARK = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 26 28" width="26" height="28">
<g fill="none" stroke="#14907f" stroke-width="2.2" stroke-linejoin="round">
<path d="M4 8l9-4.5L22 8l-9 4.5z"/><path d="M4 14l9 4.5L22 14"/><path d="M4 20l9 4.5L22 20"/></g>
</svg>"""


def main() -> None:
    """List the screens and draw the one that is open."""
    st.set_page_config(
        page_title="DataForge Studio", page_icon=MARK, layout="wide", initial_sidebar_state=272
    )
    st.logo(LOGO, icon_image=MARK, size="large")
    style.apply()
    page = st.navigation(
        [
            st.Page("screens/chat.py", title="Chat", icon=":material/forum:", default=True),
            st.Page("screens/schema.py", title="Schema", icon=":material/table:"),
            st.Page("screens/runs.py", title="Runs", icon=":material/play_circle:"),
            st.Page("screens/query.py", title="Query", icon=":material/search:"),
        ],
        position="top",
    )
    try:
        page.run()
    except DataForgeError as error:
        st.error(literal(str(error)), icon=":material/error:")


main()
