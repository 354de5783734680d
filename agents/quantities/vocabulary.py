"""The closed classes of words that the grammar names; all other words are content."""

from __future__ import annotations

HAVING = (
    "has have having had contain contains containing include includes including place places "
    "placing make makes making write writes writing get gets getting own owns owning receive "
    "receives hold holds keep keeps carry carries leave leaves submit submits post posts give "
    "gives buy buys take takes attend attends visit visits borrow borrows employ employs book "
    "publish publishes upload uploads open opens offer offers run runs teach teaches work works"
)
COSTING = (
    "cost costs costing priced aged weigh weighs weighing earn earns earning last lasts lasting rated "
    "scored renting"
)
_FUNCTION = (
    "a an the this that these those of in on at by for from to with without within per each every "
    "all both any some no not never always only just and or but nor as than then if when while who "
    "which whose it its they them their our my your we you i he she is are was were be been being "
    "am do does did can may must will should could would there here most mostly usually typically "
    "often commonly generally about around roughly approximately circa over under above below more "
    "less fewer between through until till since during before after at up least exactly precisely "
    "average averaging mean median standard deviation std sd minimum maximum min max so such also "
    "too very other another next previous past recent half twice double triple thrice times many "
    "much unique distinct different same share rate range ranges ranging vary varies varying into "
    "out against because total either null missing empty blank lack lacks starting onwards throughout "
    "split distributed normally skewed skew peak peaks peaking grow grows growing growth"
)
FUNCTION_WORDS = frozenset(f"{HAVING} {COSTING} {_FUNCTION}".split()) - {"visits", "book", "posts",
    "uploads", "offers", "works", "visit", "post", "runs", "holds", "leaves", "places", "upload"}  # fmt: skip
VERBS = "|".join(sorted(set(HAVING.split()), key=len, reverse=True))
THIRD_PERSON_NOUNS = frozenset("visits posts uploads offers works runs holds leaves places".split())
PLURALS = frozenset("people men women children staff data mice feet criteria".split())


MEASURES = frozenset(
    "bedroom bedrooms bathroom bathrooms floors storeys stories pages seats doors points credits "
    "nights guests persons people passengers goals units copies pieces lanes wheels cylinders "
    "attempts beds years months days hours minutes seconds km kg likes views stars".split()
)
"""Nouns that rows have a number of, rather than rows of their own: "flats with 1 to 4 bedrooms"."""


def is_plural(phrase: str) -> bool:
    """Whether the last word of ``phrase`` looks like a plural."""
    last = phrase.rsplit(" ", 1)[-1]
    return last in PLURALS or (last.endswith("s") and not last.endswith(("ss", "us", "is")))
