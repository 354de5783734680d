"""How edits of a dataset are said: each form with the groups that its step reads."""

from __future__ import annotations

import re

_NOUN = (
    r"[A-Za-z][\w-]*(?:[ ](?!(?:to|from|of|in|per|for|by|with|between|column|columns|and|or|table|"
    r"should|must|can|may|is|are|be)\b)[A-Za-z][\w-]*){0,2}"
)
_LIST = rf"{_NOUN}(?:(?:, | and |, and )(?:the |an? )?{_NOUN})*"
RENAME = re.compile(
    rf"\brename (?:the )?(?:column |table )?(?P<old>[\w.]+(?: [\w]+)??)"
    rf"(?: (?:of|in) (?:the )?(?P<table>{_NOUN}))? (?:to|into|as) [\"'`]?(?P<new>\w+)",
    re.IGNORECASE,
)
DROP = re.compile(
    rf"\b(?:drop|remove|delete|leave out) (?:the )?(?:columns? |tables? )?(?P<what>{_LIST})"
    rf"(?: (?:column|table|columns))?(?: (?:of|from|in) (?:the )?(?P<table>{_NOUN}))?",
    re.IGNORECASE,
)
ADD = re.compile(
    rf"\badd (?:an? |the |another )?(?:columns? )?(?:for )?(?P<what>{_LIST})(?: columns?)? "
    rf"(?:to|for|of) (?:the |each |every )?(?P<table>{_NOUN})",
    re.IGNORECASE,
)
SCALE = re.compile(
    r"\b(?P<how>double|halve|triple|quadruple|twice|half) "
    r"(?:as many |the (?:number of )?|of the )?"
    rf"(?P<table>{_NOUN})",
    re.IGNORECASE,
)
UNIQUE = re.compile(
    rf"\bmake (?:the |every |each )?(?P<what>{_NOUN}?)(?: (?:of|in) (?:the )?(?P<table>{_NOUN}))? "
    r"unique",
    re.IGNORECASE,
)
NULLABLE = re.compile(
    rf"\b(?:make|let) (?:the |every |each )?(?P<what>{_NOUN}?)"
    rf"(?: (?:of|in) (?:the )?(?P<table>{_NOUN}))? (?:be )?"
    r"(?P<how>optional|nullable|mandatory|required|empty|null)\b"
    rf"|\b(?P<what_>{_NOUN}?)(?: (?:of|in) (?:the )?(?P<table_>{_NOUN}))? "
    r"(?:can|may|must|should|is|are) (?P<not>not |never )?(?:be )?"
    r"(?P<how_>optional|nullable|mandatory|required|empty|null|missing)\b",
    re.IGNORECASE,
)
COUNT = re.compile(
    rf"\b(?:number of|how many) (?:the )?(?P<table>{_NOUN}) (?:to|at|is|should be|be) "
    r"(?P<number>\d[\d,. ]*\d|\d)(?P<unit>k|m)?\b",
    re.IGNORECASE,
)
SEED = re.compile(r"\bseed (?:to |of |is |= ?)?(?P<seed>\d{1,9})\b", re.IGNORECASE)
LINK = re.compile(
    rf"\b(?:link|connect|relate|tie) (?:the |each |every )?(?P<child>{_NOUN}) (?:to|with) "
    rf"(?:the |an? |its |their )?(?P<parent>{_NOUN})",
    re.IGNORECASE,
)
