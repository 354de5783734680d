"""Runs Streamlit with the command line's options, and gets ready what the first page needs.

Loading libraries, filling pools and planning the first dataset take a second or two in a new
process: they are done beside the server, before somebody looks.
"""

from __future__ import annotations

import threading
import time
from contextlib import suppress

from streamlit import runtime
from streamlit.web import cli

from assets.errors import DataForgeError

_LOOK_AGAIN_SECONDS = 0.1


def main() -> None:
    """Serves until it is told to stop."""
    threading.Thread(target=_get_ready, daemon=True).start()
    cli.main()


def _get_ready() -> None:
    """Once the server answers, do once what every edit of the first dataset does."""
    while not runtime.exists():
        time.sleep(_LOOK_AGAIN_SECONDS)
    from assets.query import warm_up
    from assets.tables.feasibility import problems
    from studio_ui.clients.agents import warm_up as warm_up_agents
    from studio_ui.clients.outputs import preview, shelf

    with suppress(DataForgeError):  # the screens tell what is wrong
        for name in shelf().versions.datasets()[:1]:
            dataset = shelf().versions.load(name)
            preview(dataset, dataset.tables[0].name)
            problems(dataset)
        warm_up()
        warm_up_agents()


if __name__ == "__main__":
    main()
