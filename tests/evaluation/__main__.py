"""Measures the agents on prompts with reference schemas: ``make eval``, options in ``ARGS``.

Nothing is downloaded and no model is asked but the one of the tier.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.console import Console
from rich.table import Table

from tests.evaluation.case_files import read_cases
from tests.evaluation.liam import LIAM, read_liam
from tests.evaluation.reference import Case
from tests.evaluation.results import Result, mean, measured, total
from tests.evaluation.tiers import TIERS, Proposer

SPLITS = ("dev", "test", "liam")
CASES = Path(__file__).with_name("test_cases.py")


def main(words: list[str] | None = None) -> int:
    """Prints a line for each split, and with --cases one for each case of dev and liam."""
    parser = argparse.ArgumentParser(prog="make eval ARGS=", description=__doc__)
    parser.add_argument("--split", choices=SPLITS, help="one of them; all without it")
    parser.add_argument("--tier", choices=sorted(TIERS), default="embedded")
    parser.add_argument("--cases", action="store_true", help="each case (but those of test)")
    parser.add_argument("--upload", action="store_true", help="dev to LangSmith; words for pytest")
    options, rest = parser.parse_known_args(words)
    if options.upload and not os.environ.get("LANGSMITH_API_KEY"):
        parser.error("set LANGSMITH_API_KEY to upload")
    if options.upload:
        return _upload(rest)
    if rest:
        parser.error(f"unknown: {' '.join(rest)}")
    propose = TIERS[options.tier]()
    console = Console(highlight=False, width=110)
    summary = _table("split", "cases")
    for split in [options.split] if options.split else SPLITS:
        cases = _cases(split)
        if not cases:
            console.print(f"skipped {split}: there is no {LIAM}")
            continue
        results = _results(cases, propose)
        summary.add_row(split, str(len(cases)), *_means(results))
        summary.add_row("  all as one", "", *_totals(results))
        if options.cases and split != "test":
            _show_cases(console, results)
    console.print(summary)
    console.print(
        "F1 of tables, columns and foreign keys, accuracy of primary keys and quantities, in "
        "percent: the mean over the cases, then all cases as one."
    )
    return 0


def _upload(words: list[str]) -> int:
    os.environ["LANGSMITH_TEST_TRACKING"] = "true"
    os.environ.setdefault("LANGSMITH_EXPERIMENT", "embedded")
    return int(pytest.main(["-n", "0", "--langsmith-output", str(CASES), *words]))


def _cases(split: str) -> list[Case]:
    return read_liam() if split == "liam" else read_cases(split)


def _results(cases: Sequence[Case], propose: Proposer) -> list[Result]:
    return [measured(case, propose) for case in cases]


def _table(*first: str) -> Table:
    table = Table(first[0], box=None, pad_edge=False, header_style="bold")
    measures = ("tables", "columns", "primary keys", "foreign keys", "quantities")
    for heading in (*first[1:], *measures):
        table.add_column(heading, justify="right")
    return table


def _means(results: Sequence[Result]) -> list[str]:
    names = results[0].scores
    return [_percent(mean([result.scores[name] for result in results])) for name in names]


def _totals(results: Sequence[Result]) -> list[str]:
    names = results[0].scores
    return [_percent(total([result.scores[name] for result in results]).f1) for name in names]


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f}"


def _show_cases(console: Console, results: Sequence[Result]) -> None:
    table = _table("case")
    for result in results:
        table.add_row(result.case.name, *(_percent(s.f1) for s in result.scores.values()))
    console.print(table)
    for result in results:
        wanted, partners = result.comparison.wanted, result.comparison.table_names
        lost = [each.name for each in wanted if each.name not in partners]
        extra = [t.name for t in result.comparison.found if t.name not in partners.values()]
        console.print(
            f"{result.case.name}: lost {lost}, extra {extra} {result.error}", markup=False
        )
        for failure in result.failures:
            console.print(f"    {failure}", markup=False)


if __name__ == "__main__":
    sys.exit(main())
