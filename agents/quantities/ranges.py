"""``books cost 5 to 80 EUR, skewed low``, ``aged 18 to 95``, ``the average salary is 55k``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agents.quantities.clause import NOUN, Clause, Memory, noun
from agents.quantities.distributions import read as read_distributions
from agents.quantities.items import Item
from agents.quantities.numbers import CURRENCIES
from agents.quantities.quantity import Range
from agents.quantities.shapes import SHAPE, Shape, shaped
from agents.quantities.vocabulary import COSTING, MEASURES, is_plural

_VERBS = "|".join(sorted(COSTING.split(), key=len, reverse=True))
_RATED = r"(?P<c>(?:~\S+ )?~\S+ rate)"
_VALUE = r"(?P<n>#[rvqnuam])"
_SPAN = r"(?P<n>#[rvqm])"
_LINK = r"(?:is|are|be|of|range|ranges|ranging|vary|varies|varying|run|go|from|at|between|about|:|in|\(|with|can be|must be|must|should be|should|lie|~lies?|~lie|,|-|=|always|~measured|~stay|~stays|~anywhere|on|for|~values?)"
_COLUMN = {
    "cost": "cost", "costs": "cost", "costing": "cost", "priced": "price", "aged": "age", "earn": "salary",
    "earns": "salary", "earning": "salary", "weigh": "weight", "weighs": "weight", "weighing": "weight",
    "last": "duration", "lasts": "duration", "lasting": "duration", "rated": "rating", "scored": "score",
    "rent": "rent", "renting": "rent", "take": "duration", "takes": "duration", "taking": "duration",
}  # fmt: skip
BY_UNIT = {
    "kg": "weight", "g": "weight", "mg": "weight", "lb": "weight", "t": "weight", "oz": "weight",
    "km": "distance", "mile": "distance", "m": "length", "cm": "length", "mm": "length", "ft": "length",
    "inch": "length", "l": "volume", "ml": "volume", "°C": "temperature", "°F": "temperature",
    "sqm": "area", "sqft": "area", "ha": "area", "acre": "area", "year": "age", "minute": "duration",
    "hour": "duration", "second": "duration", "day": "duration", "night": "duration", "GB": "size",
    "MB": "size", "TB": "size", "KB": "size", "kWh": "consumption", "kW": "power", "W": "power",
    "V": "voltage", "km/h": "speed", "mph": "speed", "bpm": "heart rate", "kcal": "calories",
}  # fmt: skip
"""What a number with a unit is of, where the text names only the rows."""
_OLDER = re.compile(r"\b(?:older|younger|years? old|years of age)\b")
_FORMS = (
    re.compile(rf"(?:(?P<s>{NOUN})(?: who| that| which)?(?: {_LINK})* )?(?P<n>#[vu])(?P<o> ~(?:old|long|tall|high|wide|~heavy)| of ~age)"),
    re.compile(rf"(?P<s>{NOUN}) (?:with|have|has|having|of|contain|contains|containing|sleep|~?carry|~?carries|~?carrying|~?hold|~?holds|~?holding|~?seats?|~?seating|~?accommodates?|~?sleeps) (?:between )?(?P<n>#r) (?P<c>~(?:{'|'.join(sorted(MEASURES))}|rooms)\b)"),
    re.compile(rf"(?P<w>average|mean|median|~typical|~usual) (?P<c>{NOUN})(?: (?:of|for|per|in) (?:an? |the |each |all )?(?P<s>~\S+))?(?: {_LINK}| around| roughly)* (?P<n>#[nu])"),
    re.compile(rf"{_RATED}(?: {_LINK})* (?P<n>#[rvqmu])"),
    re.compile(rf"(?P<c>{NOUN}) of (?:an? |the |each |all )?(?P<s>~\S+(?: ~\S+)?)(?: {_LINK})+ {_SPAN}"),
    re.compile(rf"(?:(?P<s>{NOUN}) )?(?:(?:is|are|can|may|who|that|which|to) )*(?P<v>{_VERBS}|take|takes|~taking)(?: (?:at|from|about|between|for|around))* {_VALUE}"),
    re.compile(rf"(?P<c>~\S+(?: ~\S+)?) per ~\S+(?: {_LINK})* (?P<n>#v)"),
    re.compile(r"(?P<s>~\S+(?: ~\S+)?) (?:takes?|has|have|gets?|~takes?|~gets?) (?P<n>#r) (?P<c>~\S+ ~(?:days|hours|points|credits))"),
    re.compile(rf"(?:, |and |with )(?:between )?(?P<n>#r) (?P<c>~(?:{'|'.join(sorted(MEASURES))})\b)(?= [,;).]|\Z| and)"),
    re.compile(rf"(?P<c>{NOUN})(?: (?:is|are|be|being|have|has|with|should be|of|an?))*{SHAPE}(?: {_LINK})* {_SPAN}"),
    re.compile(rf"(?P<c>{NOUN})(?: {_LINK})* {_SPAN}"),
    re.compile(rf"(?P<c>{NOUN})(?: (?:of|is|are|at|:|about|around))+ (?P<n>#u)"),
    re.compile(r"(?:each|~staying|for|of|over) (?:for |over |with )?(?P<n>#v)"),
    re.compile(r"(?P<n>#[mvq])(?: (?P<c>~\S+))?"),
)  # fmt: skip


def read(clause: Clause, memory: Memory) -> Iterator[Range]:
    """Ranges with their units, and what follows them about where most values lie."""
    yield from read_distributions(clause, memory)
    for form in _FORMS:
        for found in form.finditer(clause.pattern):
            made = _made(clause, memory, found)
            if made is not None:
                yield made


def _made(clause: Clause, memory: Memory, found: re.Match[str]) -> Range | None:
    first, last = found.span()
    groups = found.groupdict()
    number = clause.item(found, "n")
    if not clause.free(first, last) or number.quiet or _counts_rows(clause, found, number):
        return None
    subject, column = _named(groups, number, clause, first, memory)
    if not column:
        return None
    shape = Shape(number.least, number.most, number.unit)
    if groups.get("w"):
        shape.centre("median" if groups["w"] == "median" else "mean", number.value)
    elif number.code in "am":
        shape.centre("mean", number.value)
    elif number.code in "nu":
        shape.least = shape.most = number.value
    if groups.get("x"):
        shape.say(groups["x"] or "")
    end = shaped(clause, last, shape)
    clause.use(first, end)
    if groups.get("s"):
        memory.subject = subject
    memory.value = column
    return Range(words=clause.words(first, end), subject=subject, column=column, **shape.fields())


def _counts_rows(clause: Clause, found: re.Match[str], number: Item) -> bool:
    """Whether "a school with at least 20 teachers" counts what comes next."""
    after = clause.index(found.end("n") - 1) + 1
    if number.code != "r" or after >= len(clause.items) or found.groupdict().get("v"):
        return False
    before = clause.items[clause.index(found.start("n")) - 1].shown
    word = clause.items[after].shown.lstrip("~")
    return before in ("with", "have", "has", "and") and is_plural(word) and word not in MEASURES


def _named(
    groups: dict[str, str | None], number: Item, clause: Clause, place: int, memory: Memory
) -> tuple[str, str]:
    subject = noun(groups.get("s") or "")
    topic = clause.topic(place + 1)
    if groups.get("o") or _OLDER.search(number.text):
        named = _TALL.get((groups.get("o") or "").strip(" ~"))
        subject = subject or (noun(groups["c"] or "") if groups.get("c") else memory.subject)
        return _rows(subject, memory), named or BY_UNIT.get(number.unit or "year", "age")
    if groups.get("v"):
        verb = (groups["v"] or "").lstrip("~")
        return _rows(subject, memory) or memory.subject, _COLUMN[verb]
    currency = number.unit in CURRENCIES.values()
    if groups.get("c"):
        words = noun(groups["c"] or "").split(" ")
        whole = " ".join(words)
        if not subject and len(words) > 1:
            subject = " ".join(words[:-1])
        column = words[-1]
        if whole in memory.rows or _is_counted(clause, whole):
            return whole, "price" if currency else BY_UNIT.get(number.unit or "", "value")
        if (currency and column == topic != "") or column == memory.subject:
            return column, "price" if currency else BY_UNIT.get(number.unit or "", "value")
        return subject or clause.counted(place) or memory.subject, column
    if currency:
        return memory.subject or topic, "price"
    if number.unit == "night":
        counted = re.findall(r"#[ny] (~\S+)", clause.pattern[:place])
        rows = noun(counted[-1]) if counted else memory.subject
        return rows, "duration" if rows else ""
    return "", ""


_TALL = {"tall": "height", "high": "height", "wide": "width", "heavy": "weight"}


def _is_counted(clause: Clause, phrase: str) -> bool:
    """Whether the sentence counts such rows: ``500 parcels of up to 30 kg``."""
    shown = " ".join(f"~{word}" for word in phrase.split(" "))
    return re.search(rf"#[ny] {re.escape(shown)}(?= |\Z)", clause.pattern) is not None


def _rows(subject: str, memory: Memory) -> str:
    return subject or memory.subject
