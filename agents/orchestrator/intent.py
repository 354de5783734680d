"""What a prompt wants, by rules: the same words always go the same way."""

from __future__ import annotations

import re
from typing import Literal

Intent = Literal[
    "design", "generate", "question", "undo", "redo", "prefer", "absent", "outside", "help"
]

_POLITE = re.compile(
    r"^\s*(?:please|now|ok(?:ay)?|and|then|can you|could you)[,\s]+", re.IGNORECASE
)
_PATTERNS: tuple[tuple[Intent, str], ...] = (
    (
        "outside",
        r"(/etc/|/proc/|~/|\.\./|file://|\bs3://|https?://|environment variables?|\$HOME|"
        r"\bcredentials\b|\b(?:run|execute) (?:a |the |this )?(?:shell|command|script|code)\b|"
        r"\bignore (?:all |the |your )*(?:previous |earlier )*(?:instructions|rules)\b)",
    ),
    ("undo", r"^(?:undo|revert|take (?:that|it) back|go back)\b[^,;]{0,40}$"),
    ("redo", r"^redo\b[^,;]{0,40}$"),
    ("help", r"^(?:help|hi|hello|hey|what can you do|how does this work)\b[^,;]{0,30}$"),
    (
        "prefer",
        r"^(?:remember\b|from now on\b|by default\b|i (?:always|usually) (?:want|need|prefer)\b|"
        r"i prefer\b|forget (?:all |my |the )*(?:preferences?|what you remember)|"
        r"(?:what|which|show|list)\b.{0,20}\b(?:preferences?|you remember)\b)",
    ),
    (
        "absent",
        r"(\b(?:pdfs?|docx|word documents?)\b|\breplicas?\b|\bsynthesi[sz]e my\b|"
        r"\bmimic (?:my|this|the) (?:data|file|dataset)\b|"
        r"^(?:generate|create|make|render) (?:\w+ )?documents\b)",
    ),
    (
        "generate",
        r"^(?:generate|materiali[sz]e|run|make|create|start|launch)(?: (?:it|this|that|the|all|"
        r"its|data|dataset|rows|tables|outputs?|run|a|again|now))*$",
    ),
    (
        "question",
        r"^(?:select\b|with \w+ as\b|from \w+ select\b|describe \w+$|summarize \w+$|show tables|"
        r"insert into\b|update \w+ set\b|delete from\b|copy \w+ (?:to|from)\b|copy \(|attach '|"
        r"install \w+$|load \w+$|pragma\b|truncate\b|drop table \w+$|set \w+ ?=)",
    ),
    (
        "question",
        r"^(?:how many|how much|count|what|which|who|when|where|average|mean|sum|total|top|list|"
        r"show|maximum|minimum|largest|smallest|highest|lowest)\b",
    ),
)
_RULES = [(intent, re.compile(pattern, re.IGNORECASE)) for intent, pattern in _PATTERNS]


def intent_of(text: str) -> Intent:
    """The intent of a prompt; what no rule knows designs or edits the dataset."""
    plain = " ".join(text.split())
    while found := _POLITE.match(plain):
        plain = plain[found.end() :]
    plain = plain.rstrip(" .!?")
    if not plain:
        return "help"
    return next((intent for intent, rule in _RULES if rule.search(plain)), "design")
