"""How the subcommands print: JSON for scripts, tables and progress for people."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.progress import Progress

_PIPE_WIDTH = 100_000


def print_json(data: Any) -> None:
    """One JSON document on stdout; values that JSON lacks are written as text."""
    sys.stdout.write(json.dumps(data, indent=2, ensure_ascii=False, default=str) + "\n")


def print_lines(lines: Iterable[str]) -> None:
    """Plain lines on stdout."""
    for line in lines:
        sys.stdout.write(f"{line}\n")


def print_warnings(warnings: Sequence[object]) -> None:
    """Each warning on a line of stderr."""
    for warning in warnings:
        sys.stderr.write(f"warning: {warning}\n")


def print_table(
    headers: Sequence[str], rows: Iterable[Sequence[Any]], *, numbers: frozenset[str] = frozenset()
) -> None:
    """A table for people; the columns named in ``numbers`` are aligned to the right.

    A terminal shows one line a row, cut to its width; a pipe or file gets every character.
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for header in headers:
        table.add_column(header, justify="right" if header in numbers else "left", no_wrap=True)
    for row in rows:
        table.add_row(*(Text("NULL", style="dim") if v is None else Text(str(v)) for v in row))
    is_terminal = sys.stdout.isatty()
    console = Console(highlight=False, width=None if is_terminal else _PIPE_WIDTH)
    with console.capture() as captured:
        console.print(table)
    print_lines(line.rstrip() for line in captured.get().splitlines())


def progress_bars() -> Progress:
    """Progress bars on stderr, shown only to a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as Remaining

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Remaining())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def human_bytes(count: int) -> str:
    """``12.3 MB`` for 12,300,000."""
    size, units = float(count), ["B", "kB", "MB", "GB", "TB"]
    while size >= 1_000 and len(units) > 1:
        size /= 1_000
        units.pop(0)
    return f"{size:,.0f} {units[0]}" if units[0] == "B" else f"{size:,.1f} {units[0]}"
