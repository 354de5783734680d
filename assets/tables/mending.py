"""A spec's plain data: everything that is wrong with it, and the repairs that mend it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from assets.errors import SpecError
from assets.schema.dataset import Dataset, dataset_from
from assets.schema.problems import Problem
from assets.schema.repairs.edits import Repair, Steps
from assets.schema.repairs.validation import invalid_problems
from assets.settings import Settings
from assets.tables.feasibility import SAMPLE_ROWS, problems

MOST_STEPS = 500
"""Repairs applied to one spec, at most."""


@dataclass(frozen=True)
class Mended:
    """What repairs made of a spec: the data, the dataset unless it is still invalid, each problem
    with the repair that was applied, and the problems that are left."""

    data: dict[str, Any]
    dataset: Dataset | None
    steps: tuple[tuple[Problem, Repair], ...]
    left: tuple[Problem, ...]


def problems_of(
    data: dict[str, Any], *, limits: Settings | None = None, sample_rows: int = SAMPLE_ROWS
) -> tuple[Dataset | None, list[Problem]]:
    """The dataset that plain data describes, or None, and what is wrong with it.

    A dataset with problems is well formed, but rows cannot be made of it.
    """
    try:
        dataset = dataset_from(data)
    except SpecError as error:
        cause = error.__cause__
        if isinstance(cause, ValidationError):
            return None, invalid_problems(cause, data)
        return None, [Problem("", "", error.problem, error.repair)]
    return dataset, problems(dataset, limits=limits, sample_rows=sample_rows)


def mend(
    data: dict[str, Any],
    *,
    limits: Settings | None = None,
    sample_rows: int = SAMPLE_ROWS,
    keep: Collection[Steps] = (),
) -> Mended:
    """Applies the first offered repair of the first problem, until none is left.

    A repair that leads back to where the spec was before is passed over for the next one; those
    that change what is at one of the paths to ``keep`` come after all others.
    """
    seen, steps = {_sign(data)}, list[tuple[Problem, Repair]]()
    dataset, found = problems_of(data, limits=limits, sample_rows=sample_rows)
    while found and len(steps) < MOST_STEPS:
        step = next(_fresh(data, found, seen, keep), None)
        if step is None:
            break
        problem, repair, data = step
        seen.add(_sign(data))
        steps.append((problem, repair))
        dataset, found = problems_of(data, limits=limits, sample_rows=sample_rows)
    return Mended(data, dataset, tuple(steps), tuple(found))


def _fresh(
    data: dict[str, Any], found: list[Problem], seen: set[str], keep: Collection[Steps]
) -> Iterator[tuple[Problem, Repair, dict[str, Any]]]:
    offers = [(problem, repair) for problem in found for repair in problem.repairs]
    for problem, repair in sorted(offers, key=lambda offer: _changes(offer[1], keep)):
        mended = repair.applied(data)
        if _sign(mended) not in seen:
            yield problem, repair, mended


def _changes(repair: Repair, keep: Collection[Steps]) -> bool:
    """Whether a repair changes what is at one of the paths, or around it."""
    return any(
        edit.path[: len(path)] == path[: len(edit.path)] for edit in repair.edits for path in keep
    )


def _sign(data: dict[str, Any]) -> str:
    return json.dumps(data, default=str, sort_keys=True)
