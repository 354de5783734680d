"""A process of the studio: started with a log, asked to stop, and killed when it does not."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from studio_ui.settings import child_environment

_TAIL_BYTES = 8_192


class Child:
    """A process in a session of its own, so that Ctrl-C in the terminal reaches the supervisor
    alone. ``environment`` is added to ours."""

    def __init__(
        self, name: str, command: Sequence[str], *, log: Path, environment: dict[str, str]
    ) -> None:
        self.name = name
        self.log = log
        self.starts: list[float] = []
        self._command = list(command)
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; its output goes to the end of its log."""
        self.starts.append(time.monotonic())
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603  # a command of our own
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=child_environment(self._environment),
                start_new_session=True,
            )

    def exit_code(self) -> int | None:
        """The exit code, negative for a signal; None while it runs."""
        return self._process.poll() if self._process else None

    def stop(self, grace_seconds: float) -> None:
        """Ask its whole session to end, and kill what has not after the grace."""
        self._signal(signal.SIGTERM)
        if self._process is not None:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(grace_seconds)
        self._signal(signal.SIGKILL)
        if self._process is not None:
            self._process.wait()

    def last_lines(self, count: int = 15) -> list[str]:
        """The end of its log."""
        with self.log.open("rb") as log:
            log.seek(max(0, log.seek(0, os.SEEK_END) - _TAIL_BYTES))
            text = log.read().decode("utf-8", errors="replace")
        return [line for line in text.splitlines() if line.strip()][-count:]

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)
