"""``each customer has 1 to 20 orders, most have 2``, ``an average of 3 visits per patient``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agents.quantities.clause import NOUN, PARENT, Clause, Memory, noun
from agents.quantities.items import Item
from agents.quantities.quantity import Cardinality
from agents.quantities.vocabulary import THIRD_PERSON_NOUNS, VERBS, is_plural

_NUMBER = r"(?P<n>#[rna])"
_CHILD = rf"(?:of )?(?:different |distinct |unique )?(?P<k>{NOUN})"
_SOME = r"(?:each|every|any|all|an?|per|for each|for every)"
_MODAL = r"(?:(?:can|may|must|will|should|could|would|always|typically|usually|that|who|which|also|generally|often|normally|either|~\S+ly) )*"
_VERB = rf"(?:{VERBS}|~visits|~posts|~uploads|~offers|~works|~runs|~holds|~leaves|~places|~visit|~consists of|~consist of)"
_FORMS = (
    re.compile(
        rf"(?:(?P<q>{_SOME}) )?(?P<p>{PARENT}) {_MODAL}(?P<v>{_VERB}|with|~comprises|~lists|~orders) "
        rf"{_MODAL}(?:between )?{_NUMBER} {_CHILD}(?P<e> each)?"
    ),
    re.compile(
        rf"(?P<q>each|every|they|who each|which each|each of (?:them|which|whom|these)) {_MODAL}"
        rf"(?P<v>{_VERB}|with) {_MODAL}{_NUMBER} {_CHILD}"
    ),
    re.compile(rf"{_NUMBER} {_CHILD} (?:per|(?:for|by|from|in|on|to|of) (?:each|every)|each) (?P<p>{PARENT})"),
    re.compile(rf"(?P<q>per|(?:for|on|in|to) (?:each|every)|each|every) (?P<p>{PARENT}) ?,? ?(?:there are |: )?{_NUMBER} {_CHILD}"),
    re.compile(rf"(?P<p>{PARENT}) (?:{_VERB}|with|(?:is|are) ~\S+ (?:by|to|in|with)) {_NUMBER} {_CHILD} each"),
    re.compile(rf"(?P<q>{_SOME} )?(?P<p>{PARENT}) (?:is|are) ~\S+ (?:by|to|in|with) {_NUMBER} {_CHILD}"),
    re.compile(rf"(?P<q>each|every) (?P<p>~\S+) ~[^\s]+s {_NUMBER} {_CHILD}"),
    re.compile(rf"{_NUMBER} {_CHILD} each"),
)  # fmt: skip
_MOST_OFTEN = re.compile(
    r"(?:(?: ,| \(| ;| and| but| ~with)* (?:most|mostly|usually|typically|often|commonly|generally)"
    r"(?: of them)?(?: ~\S+)?(?: have| has| with| get| place| write| are| is)?(?: only| just)? (?P<n>#n)(?: (?!~\S+ [#(])~\S+)?(?: \))?)"
)
_MEAN = re.compile(
    r"(?: ,| \(| and| but| with| on)* (?:(?P<a>#a)|(?:on )?(?:average|mean|averaging)(?: of| is)? (?P<b>#n)|about (?P<c>#n))"
)  # fmt: skip
_COUNTED = re.compile(rf"#[ny] ({NOUN})")
_TIMES = frozenset("day week month year hour minute second quarter time".split())
_NO_CHILD = frozenset("times time stars percent characters digits decimals".split())


def read(clause: Clause, memory: Memory) -> Iterator[Cardinality]:
    """How many children each parent has; "each" alone means the rows spoken of last."""
    for form in _FORMS:
        for found in form.finditer(clause.pattern):
            groups = found.groupdict()
            first, last = found.span()
            if not clause.free(first, last):
                continue
            parent = noun(groups["p"]) if groups.get("p") else _spoken(clause, first, memory)
            child = noun(found.group("k"))
            number = clause.item(found, "n")
            if not parent or not _fits(parent, child, groups, number):
                continue
            if child.split(" ")[0] in _NO_CHILD:
                continue
            bounds = _bounds(number)
            if bounds is None:
                continue
            least, most, mean = bounds
            most_often = None
            end = last
            for _ in range(2):
                more = _MOST_OFTEN.match(clause.pattern, end)
                if more and most_often is None and clause.item(more, "n").unit is None:
                    value = int(clause.item(more, "n").value)
                    if least <= value and (most is None or value <= most):
                        most_often, end = value, more.end()
                        continue
                about = _MEAN.match(clause.pattern, end)
                if about and mean is None:
                    group = next(name for name in "abc" if about.group(name))
                    mean, end = clause.item(about, group).value, about.end()
            clause.use(first, end)
            if not (groups.get("q") or "").startswith("they"):
                memory.subject = parent
            yield Cardinality(
                words=clause.words(first, end), parent=parent, child=child, least=least, most=most,
                most_often=most_often, mean=mean,
            )  # fmt: skip


def _spoken(clause: Clause, place: int, memory: Memory) -> str:
    counted = list(_COUNTED.finditer(clause.pattern, 0, place))
    return noun(counted[-1].group(1)) if counted else memory.subject or clause.topic(place)


def _bounds(number: Item) -> tuple[int, int | None, float | None] | None:
    if number.code == "a":
        return 0, None, number.value
    values = [number.value] if number.code == "n" else [number.least, number.most]
    if any(value is not None and value != int(value) for value in values):
        return None
    if number.code == "n":
        return int(number.value), int(number.value), None
    least = 0 if number.least is None else int(number.least) + number.strict
    most = None if number.most is None else int(number.most) - number.strict
    return least, None if most is None else max(most, 0), None


def _fits(parent: str, child: str, groups: dict[str, str | None], number: Item) -> bool:
    if parent in _TIMES or child in _TIMES or parent.split(" ")[-1] in _TIMES:
        return False
    if groups.get("v") is None:
        return True
    quantifier = groups.get("q") or ""
    verb = (groups["v"] or "").lstrip("~")
    if verb in THIRD_PERSON_NOUNS or verb == "orders":
        return quantifier in ("each", "every", "a", "an")
    if quantifier in ("a", "an") and number.code == "n":
        return False
    if verb == "with" and number.code == "n":
        return quantifier in ("each", "every")
    return bool(quantifier) or is_plural(parent)
