"""Starts what one machine needs for the studio, keeps it running, and ends all of it.

The code server, Dagster's webserver, its daemon and Streamlit start side by side. Ctrl-C or SIGTERM
ends them in the reverse order of who needs whom; when the supervisor itself is killed, a watchdog
ends them.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from assets.errors import BackendError, DataForgeError, OutputError
from assets.settings import settings as asset_settings
from assets.workspace import Workspace, open_workspace
from studio_ui.clients.dagster import BackendState, DagsterClient, RunStatus
from studio_ui.settings import StudioSettings
from studio_ui.supervision import commands
from studio_ui.supervision.child import Child
from studio_ui.supervision.files import EXAMPLE, Files, files_of, write_instance
from studio_ui.supervision.leftovers import end_all, mark_of, own_mark
from studio_ui.supervision.lock import only_studio
from studio_ui.supervision.ports import require_free
from studio_ui.supervision.probes import studio_answers
from studio_ui.supervision.seed import seed_example

READY_SECONDS = 60.0
STOP_GRACE_SECONDS = 5.0
MAX_RESTARTS = 3
RESTART_WINDOW_SECONDS = 120.0
_TICK_SECONDS = 0.2
_SETTLED = (BackendState.READY, BackendState.BROKEN)


def run_studio(settings: StudioSettings, say: Callable[[str], None] | None = None) -> int:
    """Run the studio until it is told to stop. Returns 0 after Ctrl-C or SIGTERM.

    ``say`` is given each line for the terminal. Raises SettingsError when a port or the workspace
    is taken, BackendError when a process cannot be started or kept running.
    """
    stop = threading.Event()
    with _signals(stop):
        workspace = open_workspace(asset_settings().home)
        files = files_of(workspace)
        with only_studio(files.lock, settings.studio_address):
            end_all(mark_of(files.state))  # what a killed supervisor could not end
            require_free(settings.host, settings.studio_port, "DATAFORGE_STUDIO_PORT")
            require_free(settings.host, settings.dagster_port, "DATAFORGE_DAGSTER_PORT")
            files.socket.unlink(missing_ok=True)
            studio = _Studio(settings, workspace, files, stop, say or _write_line)
            with _watchdog(files):
                studio.run()
    return 0


@dataclass
class _Studio:
    settings: StudioSettings
    workspace: Workspace
    files: Files
    stop: threading.Event
    say: Callable[[str], None]
    children: list[Child] = field(default_factory=list)

    def run(self) -> None:
        """Start, wait until all answers, tend until told to stop; always end everything."""
        write_instance(self.files)
        client = DagsterClient(self.settings.dagster_address)
        began = time.time()
        try:
            seed_example(self.workspace, EXAMPLE)
            self.children = commands.children(self.settings, self.workspace, self.files)
            *backend, studio = self.children
            studio.start()  # the only one that does not need Dagster's databases
            self._make_databases()
            for child in backend if not self.stop.is_set() else []:
                child.start()
            self._wait_until_ready(client)
            if not self.stop.is_set():
                self._settle_old_runs(client, began)
                threading.Thread(target=self._collect_garbage, daemon=True).start()
                self.say("Ctrl-C stops the studio.")
            while not self.stop.wait(_TICK_SECONDS):
                self._tend()
        finally:
            client.close()
            self._end()

    def _make_databases(self) -> None:
        """In a new workspace only."""
        if self.files.databases_made.exists():
            return
        maker = commands.initialiser(self.settings, self.workspace, self.files)
        maker.start()
        while maker.exit_code() is None and not self.stop.wait(_TICK_SECONDS / 8):
            pass
        if maker.exit_code() == 0:
            self.files.databases_made.touch()
        elif not self.stop.is_set():
            raise _ended(maker)

    def _wait_until_ready(self, client: DagsterClient) -> None:
        waiting = ["studio", "dagster"]
        deadline = time.monotonic() + READY_SECONDS
        while waiting and not self.stop.wait(_TICK_SECONDS):
            for child in self.children:
                if child.exit_code() is not None:
                    raise _ended(child)
            if "studio" in waiting and studio_answers(self.settings):
                waiting.remove("studio")
                self.say(f"Studio   {self.settings.studio_address}")
            backend = client.backend()
            if "dagster" in waiting and backend.daemon_healthy and backend.state in _SETTLED:
                waiting.remove("dagster")
                self.say(f"Dagster  {self.settings.dagster_address}")
                if backend.state is BackendState.BROKEN:
                    self.say(f"Dagster cannot load the catalogue: {backend.detail}")
            if waiting and time.monotonic() > deadline:
                raise BackendError(
                    f"no answer after {READY_SECONDS:.0f} s from {' and '.join(waiting)}: "
                    f"{backend.detail}",
                    repair=f"read the logs in {self.files.logs}",
                )

    def _settle_old_runs(self, client: DagsterClient, began: float) -> None:
        """Runs that seem to go on though their process ended with an earlier studio."""
        going_on = (RunStatus.STARTING, RunStatus.STARTED, RunStatus.CANCELING)
        for run in client.runs(statuses=going_on, limit=100):
            if run.created_at.timestamp() < began:
                client.terminate(run.run_id, at_once=True)
                self.say(f"Run {run.run_id} of {run.dataset} was interrupted: marked as cancelled.")

    def _collect_garbage(self) -> None:
        """Removes what killed and superseded runs have left."""
        from assets.outputs.store import OutputStore

        grace = asset_settings().staging_grace_seconds
        try:
            OutputStore(self.workspace.filesystem).collect_garbage(older_than_seconds=grace)
        except OutputError as error:
            self.say(f"Files of old runs stay where they are: {error}")

    def _tend(self) -> None:
        """Start again what has ended, unless it keeps ending."""
        for child in self.children:
            code = child.exit_code()
            if code is None:
                continue
            recent = time.monotonic() - RESTART_WINDOW_SECONDS
            if sum(start > recent for start in child.starts[1:]) >= MAX_RESTARTS:
                raise _ended(child)
            child.stop(0)  # what it started in turn must not outlive it
            self.say(f"The {child.name} ended ({_reason(code)}); starting it again.")
            if child.name == commands.CODE_SERVER:
                self.files.socket.unlink(missing_ok=True)
            child.start()

    def _end(self) -> None:
        for child in reversed(self.children):
            child.stop(STOP_GRACE_SECONDS)
        end_all(mark_of(self.files.state))
        self.files.socket.unlink(missing_ok=True)


@contextmanager
def _signals(stop: threading.Event) -> Iterator[None]:
    """Ctrl-C and SIGTERM set ``stop``. Handlers, unlike an ignored signal that a shell may have
    left us with, are back to the default in the processes that we start."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.getsignal(number) for number in numbers}
    for number in numbers:
        signal.signal(number, lambda *_: stop.set())
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _watchdog(files: Files) -> Iterator[None]:
    command = [sys.executable, "-m", "studio_ui.supervision.watchdog", own_mark(files.state)]
    with subprocess.Popen(  # noqa: S603  # a command of our own
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True
    ):
        yield  # leaving closes its input, which tells it to end


def _ended(child: Child) -> DataForgeError:
    lines = "\n  ".join(child.last_lines())
    return BackendError(
        f"the {child.name} ended ({_reason(child.exit_code() or 0)}); its log ends with: {lines}",
        where=str(child.log),
        repair="mend what its log says, and start the studio again",
    )


def _reason(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def _write_line(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
