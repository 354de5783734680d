"""What keeps a draft from being saved, by table and column."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from studio_ui.components.wording import literal, plural
from studio_ui.editing.draft import Finding

SHOWN = 4


def problem_list(findings: Sequence[Finding]) -> None:
    """One line a finding; the rest behind an expander. Draws nothing when there is none."""
    if not findings:
        return
    with st.container(border=True, key="problems", gap="xxsmall"):
        st.markdown(
            f":red[:material/error:] **{plural(len(findings), 'problem')}** to solve before saving"
        )
        for finding in findings[:SHOWN]:
            _line(finding)
        if len(findings) > SHOWN:
            with st.expander(f"{len(findings) - SHOWN} more"):
                for finding in findings[SHOWN : SHOWN + 100]:
                    _line(finding)


def _line(finding: Finding) -> None:
    place = f"**{literal(finding.place)}** · " if finding.place else ""
    st.markdown(f"{place}{literal(finding.text)}")
