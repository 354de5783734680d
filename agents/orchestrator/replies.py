"""What the agent says at the end of a step: streamed, and kept as a message."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from langgraph.config import get_stream_writer

from agents.events import Token, ToolResult
from agents.memory.message import Message


def now() -> datetime:
    """The moment of a message."""
    return datetime.now(UTC)


def reply(text: str, *, sql: str | None = None, result: ToolResult | None = None) -> dict[str, Any]:
    """The update of the state that adds the agent's message, which is streamed on the way."""
    get_stream_writer()(Token(text=text))
    message = Message(role="agent", text=text, at=now(), sql=sql, result=result)
    return {"reply": text, "messages": [message.model_dump(mode="json")]}
