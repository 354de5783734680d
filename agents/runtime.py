"""The agents on Amazon Bedrock AgentCore: ``python -m agents.runtime`` serves them by HTTP.

``POST /invocations`` takes an ``Invocation`` as JSON and the headers of AgentCore: the session is
the conversation, the user (where one is told) whose it is. It answers with the turn's events as
server-sent events, ``data: {"kind": "token", …}``, the last of which is ``done``. A client that
goes away stops the turn, and may ``resume`` it. ``GET /ping`` says whether the server lives.
"""

from __future__ import annotations

import argparse
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, ValidationError, model_validator

from agents.memory.users import LOCAL_USER, thread_of
from assets.errors import ConflictError, DataForgeError, InputError, NotFoundError
from assets.schema.base import SpecModel

if TYPE_CHECKING:
    from bedrock_agentcore.runtime import BedrockAgentCoreApp
    from bedrock_agentcore.runtime.context import RequestContext
    from starlette.responses import Response

    from agents.conversations import Conversations
    from agents.events import Event

PORT = 8080
USER_HEADER = "x-amzn-bedrock-agentcore-runtime-user-id"
Action = Literal["send", "accept", "reject", "undo", "redo", "resume", "stop", "look"]
OpenOf = Callable[[str], "Conversations"]


class Invocation(SpecModel):
    """What a client wants of its conversation: to ``send`` a ``prompt``, unless it says otherwise.

    ``why`` goes with ``reject``. ``stop`` and ``look`` are answered by one JSON document, of
    ``look`` the messages, the proposal that waits and the dataset; the others by events.
    """

    action: Action = "send"
    prompt: str = ""
    why: str = Field(default="", max_length=1_000)

    @model_validator(mode="after")
    def _prompt_is_sent(self) -> Invocation:
        if (self.action == "send") == (self.prompt == ""):
            raise ValueError("a prompt goes with send, and with nothing else")
        return self


def build_app(open_of: OpenOf) -> BedrockAgentCoreApp:
    """The server of the conversations that ``open_of`` a user gives."""
    from bedrock_agentcore.runtime import BedrockAgentCoreApp

    app = BedrockAgentCoreApp()

    @app.entrypoint
    def invoke(payload: Any, context: RequestContext) -> Any:
        try:
            wanted = _wanted(payload)
            user, session = _caller(context)
            talks, thread = open_of(user), thread_of(user, session)
            talks.open(thread)
            if wanted.action == "look":
                return _seen(talks, thread)
            if wanted.action == "stop":
                talks.stop(thread)
                return {"stopped": True}
            events = _begun(talks, thread, wanted)
            return _streamed(events, lambda: talks.stop(thread))
        except DataForgeError as error:
            return _refused(error)

    return app


def _wanted(payload: Any) -> Invocation:
    try:
        return Invocation.model_validate(payload)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise InputError(
            first["msg"],
            where=".".join(map(str, first["loc"])) or "payload",
            repair='send JSON such as {"prompt": "a shop with 100 customers"} or '
            '{"action": "accept"}',
        ) from error


def _caller(context: RequestContext) -> tuple[str, str]:
    """The user and the session of a request."""
    if not context.session_id:
        raise InputError(
            "the request names no session",
            repair="send the header X-Amzn-Bedrock-AgentCore-Runtime-Session-Id",
        )
    headers = {} if context.request is None else context.request.headers
    return headers.get(USER_HEADER) or LOCAL_USER, context.session_id


def _begun(talks: Conversations, thread: str, wanted: Invocation) -> Iterator[Event]:
    if wanted.action == "send":
        return talks.send(thread, wanted.prompt)
    if wanted.action == "reject":
        return talks.reject(thread, wanted.why)
    acts = {"accept": talks.accept, "undo": talks.undo, "redo": talks.redo, "resume": talks.resume}
    return acts[wanted.action](thread)


def _streamed(events: Iterator[Event], stop: Callable[[], None]) -> Response:
    """The events as they come. They are waited for in a thread that is left to itself where the
    client goes away: a silent model must not keep the conversation."""
    from anyio import get_cancelled_exc_class, to_thread
    from starlette.responses import StreamingResponse

    async def stream() -> AsyncIterator[str]:
        try:
            while True:
                event = await to_thread.run_sync(next, events, None, abandon_on_cancel=True)
                if event is None:
                    return
                yield f"data: {event.model_dump_json()}\n\n"
        except (get_cancelled_exc_class(), GeneratorExit):
            threading.Thread(target=stop, name="stop", daemon=True).start()
            raise

    return StreamingResponse(stream(), media_type="text/event-stream")


def _seen(talks: Conversations, thread: str) -> dict[str, Any]:
    seen = talks.look(thread)
    return {
        "messages": [message.model_dump(mode="json") for message in seen.messages],
        "waiting": None if seen.waiting is None else seen.waiting.model_dump(mode="json"),
        "dataset": seen.dataset,
        "version": seen.version,
        "resumable": seen.is_resumable,
    }


def _refused(error: DataForgeError) -> Response:
    from starlette.responses import JSONResponse

    codes = {NotFoundError: 404, ConflictError: 409, InputError: 400}
    code = next((codes[kind] for kind in type(error).__mro__ if kind in codes), 500)
    return JSONResponse({"error": str(error)}, status_code=code)


def main(words: list[str] | None = None) -> None:
    """Serve the workspace of the settings until the process is ended."""
    parser = argparse.ArgumentParser(prog="python -m agents.runtime", description=main.__doc__)
    parser.add_argument("--port", type=int, default=PORT)
    port = parser.parse_args(words).port

    from agents.conversations import open_conversations

    opened: dict[str, Conversations] = {}
    opening = threading.Lock()

    def open_of(user: str) -> Conversations:
        with opening:
            if user not in opened:
                opened[user] = open_conversations(user=user)
            return opened[user]

    def warm_up() -> None:
        from agents.orchestrator.local import RulePlanner

        RulePlanner().warm_up()
        open_of(LOCAL_USER).warm_up()

    threading.Thread(target=warm_up, name="warm up", daemon=True).start()
    build_app(open_of).run(port=port)


if __name__ == "__main__":
    main()
