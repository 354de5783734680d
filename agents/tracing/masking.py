"""Secrets taken out of what is traced, wherever in it they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

MASK = "[secret]"
_SHORTEST = 6
"""Shorter texts hold no secret that a rule could know."""

_AWS_SECRET = re.compile(
    r"(?<![\w/+=])(?=[\w/+]*[a-z])(?=[\w/+]*[A-Z])(?=[\w/+]*\d)[A-Za-z0-9/+]{40}(?![\w/+=])"
)


@dataclass(frozen=True)
class Masking:
    """Replaces ``known`` secrets and whatever looks like one: keys of providers, tokens,
    passwords beside their names or in addresses, private keys."""

    known: frozenset[str]

    def __call__(self, value: Any) -> Any:
        """A copy of JSON-like data without secrets, at any depth and in keys as well."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {self(key): self(each) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return [self(each) for each in value]
        return value

    def text(self, text: str) -> str:
        """A text without secrets."""
        if len(text) < _SHORTEST:
            return text
        for rule, replacement in self._rules:
            text = rule.sub(replacement, text)
        return text

    @cached_property
    def _rules(self) -> list[tuple[re.Pattern[str], str]]:
        from langsmith.anonymizer import DEFAULT_SECRET_RULES

        rules = [(rule["pattern"], rule["replace"] or MASK) for rule in DEFAULT_SECRET_RULES]
        own = [_any_of(self.known)] if self.known else []
        return [*((rule, MASK) for rule in [*own, _AWS_SECRET]), *rules]


def _any_of(secrets: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(secrets, key=len, reverse=True)
    return re.compile("|".join(re.escape(secret) for secret in longest_first))
