"""``each customer has 1 to 20 orders, most have 2``, ``an average of 3 visits per patient``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agents.quantities.clause import NOUN, PARENT, Clause, Memory, counted_noun, noun
from agents.quantities.items import Item
from agents.quantities.quantity import Cardinality
from agents.quantities.vocabulary import MEASURES, THIRD_PERSON_NOUNS, VERBS, is_plural

_NUMBER = r"(?P<n>#[rna])"
_CHILD = rf"(?:of )?(?:the )?(?:different |distinct |unique )?(?P<k>{NOUN})"
_SOME = r"(?:each|every|any|all|no|an?|per|for each|for every|#n)"
_MODAL = r"(?:(?:can|may|must|will|should|could|would|to|always|typically|usually|that|who|which|also|generally|often|normally|either|anywhere|~\S+ly) )*"
_VERB = rf"(?:{VERBS}|~visits|~posts|~uploads|~offers|~works|~runs|~holds|~leaves|~places|~visit|~consists? of|~consisting of|~comprises|~comprising|~made up of|~containing|~placing|~wrote|~made|~placed|~bought|~borrowed|~taught|~visited|~attended|~sent|~sends?|~sees?|~treats?|~manages?|~schedules?|~serves?|~generates?|~produces?|~rents?|~earns?|~sells?|~records?|~reports?|~completes?|~?(?:carry|carries|hold|holds|handles?|process|processes|watch|watches|read|reads|play|plays)|~borrows|~enrols? in|~enrolls? in|~enrolled in|~registers? for|~signs? up for|~logs?)"
_SOME_OF = r"(?:~several|~multiple|~many|many|#r|one or more|some)"
_FORMS = (
    re.compile(rf"(?P<q>each|every) (?P<p>~\S+) {_MODAL}(?P<w>~[^\s]+s|~[^\s]+ed|~wrote|~sent|~made|~bought|~taught|~took)(?: of| in| for| by| to| with)? {_MODAL}{_NUMBER} {_CHILD}"),
    re.compile(
        rf"(?:(?P<q>{_SOME}|one) )?(?P<p>{PARENT}) {_MODAL}(?P<v>{_VERB}) {_MODAL}(?:{_SOME_OF} )?(?P<k>{NOUN})(?: \(| ,| :| -| with)+ (?:between )?(?P<n>#[ra])(?= [,;).]|\Z| each)"
    ),
    re.compile(
        rf"(?:(?P<q>{_SOME}) )?(?P<p>{PARENT}) {_MODAL}(?P<v>{_VERB}|with|~lists|~orders) "
        rf"{_MODAL}(?:between )?{_NUMBER} {_CHILD}(?P<e> each)?"
    ),
    re.compile(
        rf"(?P<q>each|every|they|who each|which each|each of (?:them|which|whom|these)) {_MODAL}"
        rf"(?P<v>{_VERB}|with|~[^\s]+[^s\s]s) {_MODAL}{_NUMBER} {_CHILD}"
    ),
    re.compile(rf"(?P<q>#n) (?P<p>~[^\s]+s) of (?P<n>#r) {_CHILD}"),
    re.compile(rf"(?P<q>#n) (?P<p>~[^\s]+s) of (?P<n>#n) {_CHILD} (?P<e>each)"),
    re.compile(rf"{_NUMBER} {_CHILD} (?:per|(?:for|by|from|in|on|to|of|at) (?:each|every)|each) (?P<p>{PARENT})"),
    re.compile(rf"(?P<k>{NOUN}) (?:per|(?:for|in|of) (?:each|every)) (?P<p>{PARENT})(?: ,| :| =| \(| is| are| between| ranges?| ranging| varies| vary| from)* {_NUMBER}"),
    re.compile(rf"(?P<k>{NOUN}) {_NUMBER} (?:per|(?:for|in|of|by) (?:each|every)) (?P<p>{PARENT})"),
    re.compile(rf"(?P<q>per|(?:for|on|in|to|at|with) (?:each|every)|each|every) (?P<p>{PARENT}) ?,? ?(?:there (?:are|is|can be|may be|should be) |we have |: |\( )?{_NUMBER} {_CHILD}"),
    re.compile(rf"(?P<p>{PARENT}) (?:{_VERB}|with|(?:is|are) ~\S+ (?:by|to|in|with)) {_NUMBER} {_CHILD} each"),
    re.compile(rf"(?P<q>{_SOME} )?(?P<p>{PARENT}) (?:is|are) ~\S+ (?:by|to|in|with) {_NUMBER} {_CHILD}"),
    re.compile(rf"{_NUMBER} {_CHILD} each"),
)  # fmt: skip
_MANY = re.compile(
    rf"most(?: of the)? (?P<p>{PARENT}) {_MODAL}(?:{_VERB}|with)(?: only| just)? (?P<n>#n) (?P<k>{NOUN})"
    r"(?:(?: ,| ;| \(| and| but| while| though| with)* (?:some|~others|a|~few|a ~few|the ~rest)(?: of them| ~customers| ~users)?(?: can| may| will)?(?: have| has| with)?(?: as many as)? (?P<m>#[nr])(?: or more)?)?"
)
_MOST_OFTEN = re.compile(
    r"(?:(?: ,| \(| ;| and| but| with)* (?:most|mostly|usually|typically|often|commonly|generally|normally)"
    r"(?: of them| of these)?(?: ~\S+)?(?: have| has| with| get| place| write| are| is| being)?(?: only| just| about)? (?P<n>#n)(?: (?!~\S+ [#(])~\S+)?(?: \))?)"
)
_MEAN = re.compile(
    r"(?: ,| \(| ;| and| but| with| on)* (?:(?P<a>#a)|(?:on |an? )?(?:average|mean|averaging)(?: of| is)? (?P<b>#n)|about (?P<c>#n))"
)  # fmt: skip
_AVERAGED = re.compile(r"(?: each)?(?: ,)? (?:on average|on ~avg|\( average \)|average)")
_COUNTED = re.compile(rf"#[ny] ({NOUN})")
_TIMES = frozenset(
    "day week month year hour minute second quarter time night semester term".split()
)
_NO_CHILD = frozenset(
    "times time stars percent characters digits decimals rows records columns entries".split()
)
_NO_PARENT = frozenset("total sum rest average dataset data database table example".split())


def read(clause: Clause, memory: Memory) -> Iterator[Cardinality]:
    """How many children each parent has; "each" alone means the rows spoken of last."""
    yield from _many(clause, memory)
    for form in _FORMS:
        for found in form.finditer(clause.pattern):
            made = _made(clause, memory, found)
            if made is not None:
                yield made


def _made(clause: Clause, memory: Memory, found: re.Match[str]) -> Cardinality | None:
    groups = found.groupdict()
    first, last = found.span()
    place = found.start("p") if groups.get("p") and groups.get("q") == "#n" else first
    if not clause.free(place, last):
        return None
    first = place
    parent = noun(groups["p"]) if groups.get("p") else _spoken(clause, first, memory)
    child = counted_noun(found.group("k"))
    number = clause.item(found, "n")
    bounds = _bounds(number)
    if not parent or bounds is None or not _fits(parent, child, groups, number):
        return None
    if groups.get("q") == "no":
        if number.code != "r":
            return None
        bounds = _not(number)
    least, most, mean = bounds
    often, mean, end = _centred(clause, last, (least, most, mean))
    if mean is not None and least == most:
        least, most = 0, None
    if groups.get("q") == "no" or most is None or least <= most:
        clause.use(first, end)
        if not (groups.get("q") or "").startswith("they"):
            memory.subject = parent
        return Cardinality(
            words=clause.words(first, end), parent=parent, child=child, least=least, most=most,
            most_often=often, mean=mean,
        )  # fmt: skip
    return None


def _not(number: Item) -> tuple[int, int | None, float | None]:
    """What is left where no parent has so many: ``no customer has more than 5 orders``."""
    if number.least is not None:
        return 0, int(number.least) - (not number.strict), None
    return int(number.most or 0) + (not number.strict), None, None


def _centred(
    clause: Clause, end: int, bounds: tuple[int, int | None, float | None]
) -> tuple[int | None, float | None, int]:
    """The count that most have and the mean, said after the bounds, and where that ends."""
    least, most, mean = bounds
    often = None
    averaged = _AVERAGED.match(clause.pattern, end)
    if averaged and mean is None and least == most:
        return None, float(least), averaged.end()
    for _ in range(2):
        more = _MOST_OFTEN.match(clause.pattern, end)
        if more and often is None and clause.item(more, "n").unit is None:
            value = int(clause.item(more, "n").value)
            if least <= value and (most is None or value <= most):
                often, end = value, more.end()
                continue
        about = _MEAN.match(clause.pattern, end)
        if about and mean is None:
            group = next(name for name in "abc" if about.group(name))
            mean, end = clause.item(about, group).value, about.end()
    return often, mean, end


def _many(clause: Clause, memory: Memory) -> Iterator[Cardinality]:
    """``most customers have 1 order, some up to 9``: the commonest count and the highest."""
    for found in _MANY.finditer(clause.pattern):
        first, last = found.span()
        often = clause.item(found, "n").value
        more = clause.item(found, "m") if found.group("m") else None
        most = None if more is None else (more.most or more.value or more.least)
        if not clause.free(first, last) or often != int(often) or (most and most < often):
            continue
        clause.use(first, last)
        parent, child = noun(found.group("p")), noun(found.group("k"))
        memory.subject = parent
        yield Cardinality(
            words=clause.words(first, last), parent=parent, child=child,
            least=min(1, int(often)), most=None if most is None else int(most),
            most_often=int(often),
        )  # fmt: skip


def _spoken(clause: Clause, place: int, memory: Memory) -> str:
    counted = list(_COUNTED.finditer(clause.pattern, 0, place))
    return noun(counted[-1].group(1)) if counted else memory.subject or clause.topic(place)


def _bounds(number: Item) -> tuple[int, int | None, float | None] | None:
    if number.code == "a":
        return 0, None, number.value
    if number.code == "n" and number.value != int(number.value):
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
    last = parent.split(" ")[-1]
    if last in _TIMES or child in _TIMES or last in _NO_PARENT:
        return False
    if child in MEASURES or (child == "rooms" and parent.rstrip("s") in _HOMES):
        return False
    if child.split(" ")[0] in _NO_CHILD or parent.split(" ")[0] in ("number", "total"):
        return False
    if groups.get("v") is None:
        return True
    quantifier = groups.get("q") or ""
    verb = (groups["v"] or "").lstrip("~")
    if verb in THIRD_PERSON_NOUNS or verb == "orders":
        return quantifier in ("each", "every", "a", "an")
    if quantifier == "#n" and number.code == "n" and number.value > MOST_EACH:
        return False
    if quantifier in ("a", "an") and number.code == "n":
        return False
    is_one = quantifier in ("a", "an") or (not quantifier and not is_plural(parent))
    if is_one and number.code == "r" and (number.least or 0) >= MANY:
        return False
    if verb == "with" and quantifier in ("a", "an") and None in (number.least, number.most):
        return False
    if verb == "with" and number.code == "n" and not groups.get("e"):
        return quantifier in ("each", "every")
    return bool(quantifier) or is_plural(parent)


_HOMES = frozenset("apartment flat house home property villa propertie unit".split())
MOST_EACH = 50
"""More than this is what all have together: ``60 agents handle 12,000 calls``."""

MANY = 20
"""From how many on "a school with 20 to 30 teachers" speaks of one school."""
