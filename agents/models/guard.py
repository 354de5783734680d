"""What stands between an agent and its model: stops, budget, refusals, broken calls."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage

from agents.models.budget import Budget
from agents.models.tier import model_error
from assets.errors import DataForgeError

REFUSALS = ("refusal", "content_filtered", "guardrail_intervened")
LENGTHS = ("max_tokens", "length", "model_context_window_exceeded")


class Watch(BaseCallbackHandler):
    """Ends an answer in the middle when the work was stopped."""

    raise_error = True

    def __init__(self, check: Callable[[], None]) -> None:
        self._check = check

    def on_llm_new_token(self, *_: Any, **__: Any) -> None:
        """Raise where the work was stopped."""
        self._check()


class Guard(AgentMiddleware[Any, Any]):
    """Counts each call against the budget, and turns what goes wrong into ModelError.

    A call whose arguments are no JSON is told to the model in words, once: services take no
    result for half a call.
    """

    def __init__(
        self, thread: str, check: Callable[[], None], model: str, budget: Budget | None
    ) -> None:
        super().__init__()
        self._thread, self._check = thread, check
        self._model, self._budget = model, budget

    def wrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], ModelResponse[Any]]
    ) -> ModelResponse[Any]:
        """The model's answer. Raises ModelError and BudgetError."""
        response = self._call(request, handler)
        if (problem := _broken(response)) is None:
            return response
        told: list[AnyMessage] = [
            AIMessage("I called a tool with arguments that do not fit."),
            HumanMessage(f"That cannot be used: {problem}. Call the tool again, corrected."),
        ]
        response = self._call(request.override(messages=[*request.messages, *told]), handler)
        if (problem := _broken(response)) is not None:
            raise model_error(self._model, f"gave an answer that cannot be used: {problem}")
        return response

    def _call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], ModelResponse[Any]]
    ) -> ModelResponse[Any]:
        self._check()
        if self._budget is not None:
            self._budget.check(self._thread)
        try:
            response = handler(request)
        except DataForgeError:
            raise
        except _failures() as error:
            raise model_error(self._model, f"cannot be used: {str(error)[:300]}") from error
        message = _answer(response)
        if self._budget is not None and message.usage_metadata:
            self._budget.count(self._thread, dict(message.usage_metadata))
        told = message.response_metadata
        reason = told.get("stopReason") or told.get("stop_reason") or told.get("finish_reason")
        if reason in REFUSALS:
            raise model_error(self._model, "refused to answer")
        if reason in LENGTHS:
            raise model_error(self._model, "answered at too great a length")
        return response


def _answer(response: ModelResponse[Any]) -> AIMessage:
    return next(each for each in response.result if isinstance(each, AIMessage))


def _broken(response: ModelResponse[Any]) -> str | None:
    """What is wrong with the tool calls of an answer; None where each has JSON arguments."""
    message = _answer(response)
    if message.invalid_tool_calls:
        return f"the arguments of {message.invalid_tool_calls[0]['name']} are no JSON"
    for chunk in getattr(message, "tool_call_chunks", []):
        try:
            json.loads(chunk["args"] or "{}")
        except json.JSONDecodeError as error:
            return f"the arguments of {chunk['name']} are no JSON ({error})"
    return None if message.tool_calls else "no tool was called"


def _failures() -> tuple[type[Exception], ...]:
    """What clients of models raise when a service fails."""
    import httpx
    from botocore.exceptions import BotoCoreError, ClientError

    return (BotoCoreError, ClientError, httpx.HTTPError, OSError, ValueError, RuntimeError)
