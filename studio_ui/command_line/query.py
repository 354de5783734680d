"""``dataforge query``: SQL over generated files, read-only."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from studio_ui.command_line.printing import print_json, print_lines, print_table


def query(
    directory: Annotated[Path, typer.Argument(help="The folder of generate --out.", metavar="DIR")],
    sql: Annotated[str, typer.Argument(help="One SELECT in DuckDB's SQL.", metavar="SQL")],
    limit: Annotated[int, typer.Option(min=1, help="The most rows to show.")] = 100,
    as_json: Annotated[bool, typer.Option("--json", help="Print the rows as JSON.")] = False,
) -> None:
    """Query generated tables by their names; nothing can be changed."""
    from assets.outputs.export import open_export
    from assets.query import run_query
    from assets.settings import settings

    chosen = settings()
    result = run_query(
        open_export(directory),
        sql,
        row_limit=limit,
        timeout_seconds=chosen.query_timeout_seconds,
        memory_limit=chosen.query_memory_limit,
    )
    columns = result.table.column_names
    rows = list(zip(*(column.to_pylist() for column in result.table.columns), strict=True))
    if as_json:
        print_json(
            {
                "columns": columns,
                "rows": [list(row) for row in rows],
                "truncated": result.truncated,
                "seconds": round(result.seconds, 3),
            }
        )
        return
    print_table(columns, rows)
    more = f", cut at --limit {limit}" if result.truncated else ""
    print_lines(
        [f"{len(rows):,} row{'' if len(rows) == 1 else 's'} in {result.seconds:.2f} s{more}"]
    )
