"""The evaluation beside a LangSmith on loopback: it sends nothing, unless it is asked to."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.evaluation.__main__ import main
from tests.fixtures.langsmith import KEY, langsmith

CASES = str(Path(__file__).with_name("test_cases.py"))
ONE = ["-k", "school"]


def _run(url: str, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    inherited = ("LANGSMITH", "LANGCHAIN", "PYTEST_XDIST")
    clean = {k: v for k, v in os.environ.items() if not k.startswith(inherited)}
    given = {"LANGSMITH_ENDPOINT": url, **variables}
    return subprocess.run(
        [sys.executable, "-m", *words, *ONE],
        env=clean | given,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_cases_stay_here_though_there_is_a_key() -> None:
    with langsmith() as stub:
        switches = {"LANGSMITH_TRACING": "true", "LANGCHAIN_TRACING_V2": "true"}
        done = _run(stub.url, "pytest", "-n", "0", CASES, LANGSMITH_API_KEY=KEY, **switches)
        assert done.returncode == 0, done.stdout
        assert stub.sent == []


def test_an_upload_without_a_key_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("LANGSMITH_API_KEY", raising=False)
    with pytest.raises(SystemExit, match="2"):
        main(["--upload"])
    assert "set LANGSMITH_API_KEY" in capsys.readouterr().err


def test_cases_are_uploaded_with_their_measures_when_that_is_asked_for() -> None:
    with langsmith() as stub:
        done = _run(stub.url, "tests.evaluation", "--upload", LANGSMITH_API_KEY=KEY)
        assert done.returncode == 0, done.stdout
        runs = stub.wait_for("test_a_prompt_leads_to_a_dataset")
    assert list(stub.datasets) == ["dataforge-studio dev"]
    assert [name.split(":")[0] for name in stub.projects] == ["embedded"]
    (example,) = stub.examples.values()
    assert "300 pupils" in example["inputs"]["prompt"]
    assert set(example["outputs"]["tables"]) == {"classes", "students", "teachers"}
    (run,) = runs
    assert run["reference_example_id"] == example["id"]
    assert "pupils" in run["outputs"]["tables"]
    scores = {each["key"]: each["score"] for each in stub.feedback if each["run_id"] == run["id"]}
    assert set(scores) == {"table_f1", "column_f1", "pk", "fk_f1", "quantity_accuracy", "pass"}
    assert all(0 <= score <= 1 for score in scores.values())
