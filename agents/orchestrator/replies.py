"""What the agent says at the end of a step: streamed, and kept as a message."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from langgraph.config import get_config, get_stream_writer

from agents.events import Token, ToolResult
from agents.memory.message import Message


def now() -> datetime:
    """The moment of a message."""
    return datetime.now(UTC)


def agent_message(text: str, **parts: Any) -> dict[str, Any]:
    """What the agent says as JSON, with the trace of the run that says it."""
    trace = get_config()["configurable"].get("trace")
    message = Message(role="agent", text=text, at=now(), trace=trace, **parts)
    return message.model_dump(mode="json")


def reply(text: str, *, sql: str | None = None, result: ToolResult | None = None) -> dict[str, Any]:
    """The update of the state that adds the agent's message, which is streamed on the way."""
    get_stream_writer()(Token(text=text))
    return {"reply": text, "messages": [agent_message(text, sql=sql, result=result)]}
