"""A model of this machine, asked for JSON by llama.cpp."""

from __future__ import annotations

import json
import os
import secrets
import threading
import time
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from agents.models.tier import model_error
from assets.errors import ModelError

CONTEXT = 8_192
"""Tokens of a question and its answer together."""

Message = tuple[str, str]
"""Who speaks (``system``, ``user`` or ``assistant``), and what."""


class Engine:
    """The model in ``file``, loaded at its first use; one question at a time.

    An answer may take ``seconds``, the loading not counted.
    """

    def __init__(self, name: str, file: Path, seconds: float) -> None:
        self._name, self._file, self._seconds = name, file, seconds
        self._lock = threading.Lock()

    def ask(
        self,
        messages: Sequence[Message],
        schema: dict[str, Any],
        most_tokens: int,
        check: Callable[[], None],
    ) -> Any:
        """The likeliest answer to ``messages`` that ``schema`` (of JSON) allows.

        ``check`` is called at each token, and may raise. Raises ModelError where the model cannot
        be loaded, takes too long, or is cut off.
        """
        with self._lock:
            text = self._answer(self._request(messages, schema, most_tokens), check)
        try:
            return json.loads(text)
        except ValueError as error:
            raise model_error(self._name, "gave an answer that was cut off") from error

    def _request(
        self, messages: Sequence[Message], schema: dict[str, Any], most_tokens: int
    ) -> dict[str, Any]:
        return {
            "messages": [{"role": role, "content": text} for role, text in messages],
            "response_format": {"type": "json_schema", "json_schema": {"schema": schema}},
            "max_tokens": most_tokens,
            "temperature": 0,
            "stream": True,
        }

    def _answer(self, request: dict[str, Any], check: Callable[[], None]) -> str:
        pieces: list[str] = []
        raised: list[BaseException] = []
        server, until = self._server, time.monotonic() + self._seconds

        def take(chunk: dict[str, Any]) -> bool:
            """Whether to stop; what is raised here would be lost in the library."""
            try:
                check()
                if "error" in chunk:
                    raise model_error(self._name, f"failed: {chunk['error']}")
                if time.monotonic() > until:
                    raise model_error(self._name, f"took more than {self._seconds:g} s")
            except BaseException as error:  # noqa: BLE001  # it is raised again below
                raised.append(error)
                return True
            pieces.extend(each["delta"].get("content") or "" for each in chunk["choices"])
            return False

        try:
            server.handle_chat_completions(request, take)
        except (RuntimeError, ValueError) as error:
            raise model_error(self._name, f"failed: {str(error)[:300]}") from error
        if raised:
            raise raised[0]
        return "".join(pieces)

    @cached_property
    def _server(self) -> Any:
        try:
            import xllamacpp
        except ImportError as error:
            raise ModelError(
                f"the model {self._name} needs xllamacpp, which is not installed",
                repair="install dataforge-studio[local], or set DATAFORGE_LLM to another model",
            ) from error
        params = xllamacpp.CommonParams()
        params.model.path = str(self._file)
        params.n_ctx = CONTEXT
        params.n_parallel = 1
        params.cpuparams.n_threads = os.cpu_count() or 1
        params.verbosity = -1
        params.api_keys = [secrets.token_urlsafe(32)]  # it listens on loopback: for nobody
        try:
            return xllamacpp.Server(params)
        except RuntimeError as error:
            raise ModelError(
                f"the model {self._name} cannot be loaded from {self._file}",
                repair="dataforge models remove, then dataforge models pull",
            ) from error
