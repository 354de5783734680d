"""Fixtures that every test may ask for."""

from __future__ import annotations

import os

from hypothesis import settings

if os.environ.get("LANGSMITH_TEST_TRACKING") == "true":
    os.environ["LANGSMITH_TRACING_V2"] = "true"  # the name that wins over the others
else:  # nothing leaves the machine, whatever the account that runs the tests has set
    os.environ.update({"LANGSMITH_TEST_TRACKING": "false", "LANGSMITH_TRACING_V2": "false"})
    for name in ("LANGSMITH_API_KEY", "LANGCHAIN_API_KEY"):
        os.environ.pop(name, None)


pytest_plugins = [
    "tests.fixtures.databases",
    "tests.fixtures.langsmith",
    "tests.fixtures.postgres",
    "tests.fixtures.s3",
    "tests.fixtures.scheduling",
    "tests.fixtures.valkey",
]

settings.register_profile("patient", deadline=None)  # machines are noisy
settings.load_profile("patient")
