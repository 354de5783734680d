"""Measures cases one after another, and sums their figures up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.evaluation.metrics import Comparison, Score
from tests.evaluation.reference import Case, tables_of
from tests.evaluation.row_checks import failed_checks
from tests.evaluation.tiers import Proposer


@dataclass(frozen=True)
class Result:
    """The figures of one case. ``failures`` are what the rows do not hold of the prompt;
    ``error`` is why there is no proposal at all, which counts as one without tables."""

    case: Case
    comparison: Comparison
    failures: list[str] = field(default_factory=list)
    error: str = ""

    @property
    def quantities(self) -> Score:
        """Over the checks of the rows; ``recall`` is the accuracy."""
        stated = len(self.case.checks)
        return Score(stated - len(self.failures), stated, stated)

    @property
    def scores(self) -> dict[str, Score]:
        """Each measure by its name."""
        return {
            "tables": self.comparison.tables,
            "columns": self.comparison.columns,
            "primary keys": self.comparison.primary_keys,
            "foreign keys": self.comparison.foreign_keys,
            "quantities": self.quantities,
        }


def measured(case: Case, propose: Proposer) -> Result:
    """The result of one case. A proposer that fails fails the case, and not the others."""
    try:
        dataset = propose(case.prompt)
    except Exception as error:  # noqa: BLE001 - whatever goes wrong is a figure here
        nothing = Comparison(case.tables, ())
        return Result(case, nothing, [check.states for check in case.checks], _told(error))
    comparison = Comparison(case.tables, tables_of(dataset))
    try:
        return Result(case, comparison, failed_checks(dataset, comparison, case.checks))
    except Exception as error:  # noqa: BLE001 - rows that cannot be made hold nothing of the prompt
        return Result(case, comparison, [check.states for check in case.checks], _told(error))


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def mean(scores: Sequence[Score]) -> float | None:
    """The mean F1 of the cases that have one (which is the accuracy where nothing can be found
    that was not wanted)."""
    values = [score.f1 for score in scores if score.f1 is not None]
    return sum(values) / len(values) if values else None


def total(scores: Sequence[Score]) -> Score:
    """All cases taken as one."""
    return sum(scores, Score())
