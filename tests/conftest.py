"""Fixtures that every test may ask for."""

from __future__ import annotations

from hypothesis import settings

pytest_plugins = [
    "tests.fixtures.langsmith",
    "tests.fixtures.postgres",
    "tests.fixtures.s3",
    "tests.fixtures.scheduling",
    "tests.fixtures.valkey",
]

settings.register_profile("patient", deadline=None)  # machines are noisy
settings.load_profile("patient")
