"""What the evaluation's tests share."""

from __future__ import annotations

import os

import pytest

from tests.evaluation.once import keep_results_in


@pytest.fixture(scope="session", autouse=True)
def _results(tmp_path_factory: pytest.TempPathFactory) -> None:
    base = tmp_path_factory.getbasetemp()
    is_one_of_several = "PYTEST_XDIST_WORKER" in os.environ
    keep_results_in((base.parent if is_one_of_several else base) / "evaluation")
