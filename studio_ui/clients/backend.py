"""The one Dagster client of this process, for the address in the settings."""

from __future__ import annotations

from functools import cache

from studio_ui.clients.dagster import DagsterClient
from studio_ui.settings import studio_settings


def dagster() -> DagsterClient:
    """The client. It may be used by many threads, and connects only when it is asked something."""
    found = studio_settings()
    return _client(found.dagster_address, found.dagster_public_url)


@cache
def _client(url: str, public_url: str) -> DagsterClient:
    return DagsterClient(url, public_url=public_url)
