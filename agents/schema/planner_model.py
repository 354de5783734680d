"""The embedded planner as a chat model: it drives the tools by rules, without a download."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult

from agents.schema.bench import composed
from agents.schema.sketch import Sketch

Calls = list[tuple[str, dict[str, Any]]]
"""Tools by name, each with what it is given."""


class PlannerModel(BaseChatModel):
    """Looks at what the tools gave so far, and calls the next ones; then it answers a Sketch.

    All it knows comes from the tools, so the same graph runs with it and with a language model.
    """

    @property
    def _llm_type(self) -> str:
        return "dataforge-planner"

    def bind_tools(self, tools: Sequence[Any], **_: Any) -> Any:
        """The model itself: it knows the tools by their names."""
        del tools
        return self

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        return answered(next_calls(results_in(messages)))


def results_in(messages: Sequence[BaseMessage]) -> dict[str, Any]:
    """What the tools gave so far, by their names."""
    return {
        str(message.name): json.loads(str(message.content))
        for message in messages
        if isinstance(message, ToolMessage) and message.name != Sketch.__name__
    }


def answered(calls: Calls, text: str = "") -> ChatResult:
    """A message of ``calls``, and of ``text`` that nobody reads but the model itself."""
    made = [
        {"name": name, "args": given, "id": f"call_{uuid4().hex[:12]}"} for name, given in calls
    ]
    message = AIMessage(text, tool_calls=made)
    return ChatResult(generations=[ChatGeneration(message=message)])


def next_calls(made: dict[str, Any]) -> Calls:
    """The next calls, by the results so far; the last is of the answer."""
    if "analyze_prompt" not in made:
        return [("analyze_prompt", {})]
    names = [table["name"] for table in made["analyze_prompt"]["tables"]]
    if names and "suggest_columns" not in made:
        given = {"tables": names}
        return [("suggest_columns", given), ("infer_relationships", given)]
    sketch = composed(
        made["analyze_prompt"],
        made.get("suggest_columns", {}),
        made.get("infer_relationships", []),
    ).model_dump(mode="json")
    if names and "validate_schema" not in made:
        return [("validate_schema", sketch)]
    return [(Sketch.__name__, sketch)]
