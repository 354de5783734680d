"""Tracing as the agents use it: settings for a run, and where to look at it afterwards."""

from __future__ import annotations

import atexit
import logging
import threading
import time
from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from agents.settings import TraceSettings, drop_first_tracing, secret_values, trace_settings
from agents.tracing.masking import Masking

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig

FLUSH_SECONDS = 2.0
_RETRY_SECONDS = 30.0
_Given = TypeVar("_Given")
_Made = TypeVar("_Made")
_LOG = logging.getLogger(__name__)


class Tracing:
    """Sends runs to LangSmith in the background. Nothing here waits for it unless asked to."""

    def __init__(self, settings: TraceSettings, secrets: Iterable[str] = ()) -> None:
        from agents.tracing.wire import build_client

        self._settings = settings
        self._client = build_client(settings, Masking(frozenset(secrets)))
        self._project_url: str | None = None
        self._asked_at: float | None = None
        self._is_asking = False
        self._changed = threading.Condition()
        self._find_project()

    def config(
        self, name: str, tags: list[str], thread: str | None = None
    ) -> tuple[str, RunnableConfig]:
        """The id of a new run, and what to run it with. Runs of a ``thread`` stand together."""
        from langsmith import uuid7

        from agents.tracing.wire import PrivateTracer

        run = uuid7()
        tracer = PrivateTracer(client=self._client, project_name=self._settings.project)
        metadata = {} if thread is None else {"session_id": thread}
        return str(run), {
            "run_id": run,
            "run_name": name,
            "tags": tags,
            "metadata": metadata,
            "callbacks": [tracer],
        }

    def of(
        self, name: str, tags: list[str], work: Callable[[_Given], _Made], given: _Given
    ) -> tuple[str, _Made]:
        """The id of the run in which ``work`` is done, and what it makes of ``given``."""
        from langchain_core.runnables import RunnableLambda

        leave_tracing_to(self)
        run, config = self.config(name, tags)
        return run, RunnableLambda(work).invoke(given, config)

    def link(self, run: str, wait: float = 0.0) -> str | None:
        """The page of a run; None while LangSmith has not told, within ``wait`` seconds, where the
        project's pages are."""
        self._find_project()
        with self._changed:
            self._changed.wait_for(lambda: not self._is_asking, timeout=wait)
            return None if self._project_url is None else f"{self._project_url}/r/{run}?poll=true"

    def close(self) -> None:
        """Send what is still to be sent, within two seconds."""
        self._client.close(FLUSH_SECONDS)

    def _find_project(self) -> None:
        with self._changed:
            now = time.monotonic()
            is_early = self._asked_at is not None and now - self._asked_at < _RETRY_SECONDS
            if self._project_url is not None or is_early:
                return
            self._asked_at, self._is_asking = now, True
        threading.Thread(target=self._ask_for_project, name="langsmith", daemon=True).start()

    def _ask_for_project(self) -> None:
        from langsmith.utils import LangSmithError, LangSmithNotFoundError

        name, url = self._settings.project, None
        try:
            try:
                url = self._client.read_project(project_name=name).url
            except LangSmithNotFoundError:  # the first run of all makes it as well
                url = self._client.create_project(name, upsert=True).url
        except (LangSmithError, OSError, ValueError) as error:
            _LOG.debug("the project's address is not known (%s)", type(error).__name__)
        finally:
            with self._changed:
                self._project_url, self._is_asking = url, False
                self._changed.notify_all()


def masked(text: str) -> str:
    """A text for the log, without the secrets that it may quote."""
    return Masking(secret_values()).text(text)


@cache
def open_tracing() -> Tracing | None:
    """Tracing as the settings ask for it; None where there is no key, or it is switched off."""
    settings = trace_settings()
    if not settings.is_on:
        return None
    from langsmith.utils import LangSmithError

    try:
        tracing = Tracing(settings, secret_values())
    except LangSmithError as error:  # the reason names variables, and no value of a secret one
        _LOG.warning("nothing is traced: %s", error)
        return None
    atexit.register(tracing.close)
    return tracing


def leave_tracing_to(tracing: Tracing | None) -> None:
    """Keep LangChain from tracing by itself, and from refusing to run, for what its variables say.

    Where runs are traced, it is the tracer of a run that does it.
    """
    import langsmith

    langsmith.configure(enabled=False if tracing is None else None)
    drop_first_tracing()
