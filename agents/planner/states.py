"""Words for states and kinds of rows: which mean the same, and what column they go in."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from agents.planner.naming import singular, snake

_ALIKE = (
    "terminated left departed resigned quit gone",
    "cancelled canceled churned",
    "approved granted accepted",
    "rejected refused denied declined",
    "completed finished done",
    "dropped withdrawn",
    "active current",
    "delayed late",
    "present attended",
    "absent missed",
    "settled paid",
    "flagged suspicious fraudulent",
    "no_show no_shows",
)
_SAME = {word: set(words.split()) - {word} for words in _ALIKE for word in words.split()}
_STATES = frozenset(
    "lost won open sold left paid void late overdue pending new used done active inactive "
    "offline online absent present sent due draft returned unpaid live no_show no_shows in_transit "
    "on_time on_hold checked_in under_review successful unsuccessful complete incomplete".split()
)
_NOT_STATES = frozenset("red used_car red_wine led bed".split())
_PARTICIPLE = re.compile(r"[a-z_]+(?:ed|en)(?:_in|_out|_up|_off)?|[a-z]+(?:ing)")
_NEGATED = re.compile(r"(?:non|not|never|no|un)_")
_GENDERS = {
    "female": "female", "woman": "female", "women": "female", "girl": "female", "girls": "female",
    "male": "male", "man": "male", "men": "male", "boy": "male", "boys": "male",
    "females": "female", "males": "male",
}  # fmt: skip
_PAYMENTS = frozenset(
    "cash card credit_card debit_card paypal bank_transfer transfer invoice voucher gift_card "
    "credit debit apple_pay google_pay cheque check klarna".split()
)
_EMPLOYED = frozenset("part_time full_time part_timer full_timer contract freelance intern".split())


def gender_of(state: str) -> str | None:
    """``female`` or ``male`` where a state means one of them."""
    return _GENDERS.get(state.removeprefix("a_").removeprefix("are_"))


def is_state(word: str) -> bool:
    """Whether rows can come into and out of it: ``returned``, ``open``, ``checked in``."""
    name = snake(word)
    return name not in _NOT_STATES and (name in _STATES or _PARTICIPLE.fullmatch(name) is not None)


def meant(values: Iterable[object], state: str, *, loosely: bool = True) -> object | None:
    """Which of the values a state means: by its name, its last word, another word for it, or,
    ``loosely``, a word much like it."""
    by_name = {snake(str(value)): value for value in values}
    last = state if _NEGATED.match(state) else state.split("_")[-1]
    tries = (state, last, singular(state), *sorted(_SAME.get(state, ())))
    for name in tries:
        if name in by_name:
            return by_name[name]
    plain = {name.replace("_", ""): value for name, value in by_name.items()}
    if state.replace("_", "") in plain:
        return plain[state.replace("_", "")]
    for name, value in by_name.items():
        if {f"{name}_in", f"{name}_out"} & {state} or name in (f"{state}_in", f"{state}_out"):
            return value
    near = difflib.get_close_matches(state, by_name, 1, 0.85) if loosely else []
    if _NEGATED.match(state):
        return None
    return by_name[near[0]] if near else None


def kind_for(values: Iterable[str]) -> str:
    """The name of the column that such categories go in."""
    names = [snake(value) for value in values]
    if all(gender_of(name) for name in names):
        return "gender"
    if all(name.removeprefix("in_").removeprefix("by_") in _PAYMENTS for name in names):
        return "payment_method"
    if all(name in _EMPLOYED for name in names):
        return "employment_type"
    if sum(is_state(name) for name in names) * 2 > len(names):
        return "status"
    return "type"
