"""Each case of the dev split with its measures, which LangSmith keeps when it is asked to.

docs/evaluation.md says how; otherwise nothing here uses the network.
"""

from __future__ import annotations

import pytest
from langsmith import testing

from tests.evaluation.case_files import read_cases
from tests.evaluation.once import result_of
from tests.evaluation.reference import ReferenceTable
from tests.evaluation.results import mean

FLOORS = {
    "tables": 0.87,
    "columns": 0.67,
    "primary keys": 0.84,
    "foreign keys": 0.77,
    "quantities": 0.91,
}
KEYS = {
    "tables": "table_f1",
    "columns": "column_f1",
    "primary keys": "pk",
    "foreign keys": "fk_f1",
    "quantities": "quantity_accuracy",
}
CASES = read_cases("dev")


@pytest.mark.langsmith(test_suite_name="dataforge-studio dev")
@pytest.mark.parametrize("prompt", [pytest.param(case.prompt, id=case.name) for case in CASES])
def test_a_prompt_leads_to_a_dataset(prompt: str) -> None:
    result = result_of(prompt)
    testing.log_reference_outputs({"tables": _shown(result.comparison.wanted)})
    testing.log_outputs({"tables": _shown(result.comparison.found), "fails": result.failures})
    for name, score in result.scores.items():
        if score.f1 is not None:
            testing.log_feedback(key=KEYS[name], score=score.f1)
    assert not result.error


def test_the_embedded_planner_keeps_its_floors() -> None:
    results = [result_of(case.prompt) for case in CASES]
    means = {name: mean([each.scores[name] for each in results]) for name in FLOORS}
    assert {name: value for name, value in means.items() if (value or 0) < FLOORS[name]} == {}


def _shown(tables: tuple[ReferenceTable, ...]) -> dict[str, list[str]]:
    return {table.name: list(table.columns) for table in tables}
