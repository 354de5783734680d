"""LangSmith's client and LangChain's tracer, made to tell nothing that they should not."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

from langchain_core.messages import BaseMessage
from langchain_core.tracers.langchain import LangChainTracer
from langchain_core.tracers.schemas import Run
from langsmith import Client
from langsmith.utils import LangSmithRetry

from agents.settings import TraceSettings, end_langsmith_with_us
from agents.tracing.masking import Masking

TIMEOUT_MS = (2_000, 5_000)
_QUIET_SECONDS = 600.0
_LOG = logging.getLogger(__name__)


class PrivateTracer(LangChainTracer):
    """A tracer that leaves out how a model is set up: the client hides no such fields."""

    def on_chat_model_start(
        self,
        serialized: dict[str, Any],
        messages: list[list[BaseMessage]],
        *,
        run_id: UUID,
        tags: list[str] | None = None,
        parent_run_id: UUID | None = None,
        metadata: dict[str, Any] | None = None,
        name: str | None = None,
        **kwargs: Any,  # noqa: ARG002
    ) -> Run:
        """Start a run of a model, with its name and its messages alone."""
        called = name or str(serialized.get("name") or "model")
        return super().on_chat_model_start(
            {"name": called},
            messages,
            run_id=run_id,
            tags=tags,
            parent_run_id=parent_run_id,
            metadata=metadata,
            name=name,
        )


def build_client(settings: TraceSettings, masking: Masking) -> Client:
    """A client that sends in the background, and nothing that is hidden or secret.

    What it cannot deliver is lost, and told by one line in ten minutes; no process waits for it to
    end. Raises LangSmithError where LangSmith's own variables contradict one another.
    """
    end_langsmith_with_us()
    logging.getLogger("langsmith.client").setLevel(logging.CRITICAL)  # a line and more a request
    return Client(
        api_url=settings.endpoint,
        api_key=settings.key.get_secret_value(),
        timeout_ms=TIMEOUT_MS,
        retry_config=LangSmithRetry(total=0),
        anonymizer=_cleaner(settings, masking),
        hide_inputs=settings.hides_inputs,
        hide_outputs=settings.hides_outputs,
        omit_traced_runtime_info=True,
        tracing_error_callback=_Complaint(),
        info={"instance_flags": {}},  # else it is asked for, and answers wait where it is slow
        disable_prompt_cache=True,
    )


def _cleaner(
    settings: TraceSettings, masking: Masking
) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """What inputs, outputs, metadata and errors go through; an error may quote any of them."""
    is_hidden = settings.hides_inputs or settings.hides_outputs

    def clean(data: dict[str, Any]) -> dict[str, Any]:
        if is_hidden and set(data) == {"error"}:
            return {"error": str(data["error"]).split("(")[0].split("\n")[0][:80]}
        messages = data.get("messages")
        newest = {"messages": messages[-1:]} if isinstance(messages, list) else {}
        cleaned: dict[str, Any] = masking(data | newest)
        return cleaned

    return clean


class _Complaint:
    """Tells that traces are not delivered, seldom, and nothing of what was in them."""

    def __init__(self) -> None:
        self._told_at: float | None = None

    def __call__(self, error: Exception) -> None:
        now = time.monotonic()
        if self._told_at is None or now - self._told_at > _QUIET_SECONDS:
            self._told_at = now
            _LOG.warning("LangSmith takes no traces (%s)", type(error).__name__)
