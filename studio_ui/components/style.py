"""The few rules of style that the theme cannot express."""

from __future__ import annotations

import streamlit as st

_RULES = """
<style>
[data-testid="stMainBlockContainer"] { padding: 4.8rem 2.2rem 2rem; max-width: 1800px; }
/* Notices come from below: above, they lie on the buttons that one presses next. */
[data-testid="stToastContainer"] { top: auto !important; bottom: 5.5rem !important; }
/* A list to pick from: rows to click, not radio buttons. */
[class*="st-key-pick_list"] [role="radiogroup"] { gap: 1px; width: 100%; }
[class*="st-key-pick_list"] [role="radiogroup"] > div { width: 100%; }
[class*="st-key-pick_list"] [data-testid="stRadio"] { width: 100%; }
[class*="st-key-pick_list"] [data-testid="stRadioOption"] {
  width: 100%; padding: 0.28rem 0.6rem; border-radius: 0.4rem; cursor: pointer;
}
[class*="st-key-pick_list"] [data-testid="stRadioOption"] > div { width: 100%; gap: 0; }
[class*="st-key-pick_list"] [data-testid="stRadioOption"] > div > div:first-child {
  display: none;
}
[class*="st-key-pick_list"] [data-testid="stRadioOption"] [data-testid="stMarkdownContainer"] {
  flex: 1; min-width: 0;
}
[class*="st-key-pick_list"] [data-testid="stRadioOption"] p {
  display: flex; align-items: center; gap: 0.35rem;
  white-space: nowrap; overflow: hidden; text-overflow: ellipsis;
}
[class*="st-key-pick_list"] [data-testid="stRadioOption"] p > :last-child { margin-left: auto; }
[class*="st-key-pick_list"] [data-testid="stRadioOption"]:hover {
  background: rgba(15, 118, 110, 0.07);
}
[class*="st-key-pick_list"] [data-testid="stRadioOption"][data-selected="true"] {
  background: rgba(15, 118, 110, 0.14);
}
[class*="st-key-pick_list"] [data-testid="stRadioOption"][data-selected="true"] p {
  font-weight: 600;
}
[class*="st-key-sql"] textarea, [class*="st-key-yaml"] textarea {
  font-family: "Source Code Pro", monospace; font-size: 0.85rem; line-height: 1.55;
}
[class*="st-key-title"] h1, [class*="st-key-title"] h2 { padding: 0 !important; line-height: 1.2; }
[class*="st-key-title"] [data-testid="stMarkdownContainer"],
[class*="st-key-title"] p { margin: 0 !important; }
/* Fields of a narrow form go below one another. */
[class*="st-key-column_form"] [data-testid="stHorizontalBlock"] { flex-wrap: wrap; }
[class*="st-key-column_form"] [data-testid="stColumn"] { min-width: 8.2rem; flex: 1 1 8.2rem; }
/* Why the columns of a proposal are there. */
.reasons { display: grid; gap: 0.1rem 0.9rem; align-items: baseline; font-size: 0.88rem;
  grid-template-columns: minmax(6rem, 10rem) 7.4rem 1fr; }
.reasons > div { padding: 0.22rem 0; min-width: 0; overflow-wrap: anywhere; }
.reasons .name { font-weight: 600; }
.reasons .source span { padding: 0.06rem 0.45rem; border-radius: 0.4rem; white-space: nowrap;
  font-size: 0.78rem; background: rgba(128, 140, 140, 0.16); }
.reasons .prompt span { background: rgba(15, 138, 106, 0.2); }
.reasons .rule span { background: rgba(47, 111, 181, 0.2); }
.reasons .model span { background: rgba(217, 119, 6, 0.2); }
.reasons q { font-style: italic; } .reasons i { opacity: 0.65; }
/* The conversation takes the height that the window has. */
[data-testid="stLayoutWrapper"]:has(> .st-key-chat_talk), .st-key-chat_talk {
  height: max(320px, calc(100vh - 13.5rem)) !important; flex-basis: auto !important;
}
/* The conversations: rows to click. */
.st-key-threads button { justify-content: flex-start; padding: 0.28rem 0.6rem; border: 0;
  border-radius: 0.4rem; min-height: 0; }
.st-key-threads button > div, .st-key-threads button > div > span,
.st-key-threads button [data-testid="stMarkdownContainer"] { width: 100%; min-width: 0; }
.st-key-threads button p { display: flex; width: 100%; gap: 0.35rem; white-space: nowrap;
  align-items: center; overflow: hidden; }
.st-key-threads button p > :last-child { margin-left: auto; }
.st-key-threads button:hover { background: rgba(15, 118, 110, 0.07); }
.st-key-thread_open button { background: rgba(15, 118, 110, 0.14); font-weight: 600; }
/* Things to say next: they wrap like words. */
[class*="st-key-chat_suggestions"] { flex-wrap: wrap; }
/* The tables of a run. */
.run-tables { display: grid; gap: 0.1rem 1rem; align-items: center; font-size: 0.92rem;
  grid-template-columns: minmax(5rem, 2fr) 5.5rem minmax(2rem, 4fr) minmax(4rem, auto) 4rem; }
.run-tables > div { padding: 0.28rem 0; min-width: 0; overflow: hidden; text-overflow: ellipsis;
  white-space: nowrap; }
.run-tables .name { font-weight: 600; }
.run-tables .number { text-align: right; font-variant-numeric: tabular-nums; opacity: 0.75; }
.run-tables .bar { height: 0.45rem; padding: 0; border-radius: 1rem;
  background: rgba(128, 140, 140, 0.18); }
.run-tables .bar > i { display: block; height: 100%; border-radius: 1rem; background: #0f766e;
  transition: width 0.4s ease; }
.run-tables .bar.failed > i { background: #c2413b; }
.run-tables .bar.idle > i { background: #8a9a9d; }
.run-tables .done { color: #0f8a6a; } .run-tables .failed { color: #c2413b; }
.run-tables .making, .run-tables .checking { color: #2f6fb5; }
.run-tables .waiting, .run-tables .skipped, .run-tables .cancelled { opacity: 0.6; }
</style>
"""


def apply() -> None:
    """Put the rules on the page; draws nothing."""
    st.html(_RULES)
