"""What a person waits for in the studio: the preview of a table, and an edit that is checked."""

from __future__ import annotations

from functools import partial
from statistics import median

from assets.schema.formats import read_spec
from assets.tables.engine import preview
from assets.tables.feasibility import problems
from tests.benchmarks.figures import Figure, at_most, seconds
from tests.benchmarks.shop import SPEC

ROUNDS = 5
MOST_MILLISECONDS = 300


def studio(rounds: int = ROUNDS) -> list[Figure]:
    """Milliseconds for 20 rows of a table of the shop, and for an edit with its check and preview.

    Each time the spec is a new one, as after an edit: nothing of an earlier one is of use.
    """
    shop = read_spec(SPEC)
    names = [table.name for table in shop.tables]
    for name in names:  # pools are filled once a process
        preview(shop, name)
    previews = {name: list[float]() for name in names}
    edits = list[float]()
    for turn in range(rounds):
        for place, name in enumerate(names):
            edited = shop.model_copy(update={"seed": 1 + turn * len(names) + place})
            previews[name].append(seconds(partial(preview, edited, name)))
        edits.append(seconds(partial(_edit, names, 10_000 + turn)))
    slowest = max(names, key=lambda name: median(previews[name]))
    return [
        at_most(
            f"preview of 20 rows, slowest of {len(names)} tables ({slowest}), ms",
            median(previews[slowest]) * 1_000,
            MOST_MILLISECONDS,
            0,
        ),
        Figure("edit, validate and preview all ten tables, ms", f"{median(edits) * 1_000:,.0f}"),
    ]


def _edit(names: list[str], seed: int) -> None:
    edited = read_spec(SPEC).model_copy(update={"seed": seed})
    assert not problems(edited)
    for name in names:
        preview(edited, name)
