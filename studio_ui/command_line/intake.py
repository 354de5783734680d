"""``dataforge intake``: a source into a spec."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from studio_ui.command_line.printing import print_json, print_lines, print_warnings


def intake(
    source: Annotated[Path, typer.Argument(help="A file of SQL DDL.", metavar="SCHEMA.sql")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write the spec here, not to stdout.")
    ] = None,
    dialect: Annotated[
        str | None,
        typer.Option(help="postgres, mysql, tsql, sqlite or duckdb; guessed when left out."),
    ] = None,
    name: Annotated[str | None, typer.Option(help="The dataset's name; else the file's.")] = None,
    rows: Annotated[int, typer.Option(min=1, help="Rows of each table.")] = 1_000,
    as_json: Annotated[bool, typer.Option("--json", help="Print a summary as JSON.")] = False,
) -> None:
    """Read a schema into a dataset spec; what cannot be carried over is listed as warnings."""
    from pyarrow.fs import LocalFileSystem

    from assets.intake.ddl import read_ddl_file
    from assets.outputs.storage import put, storage_errors
    from assets.schema.formats import to_json, to_yaml

    found = read_ddl_file(source, dialect=dialect, name=name, rows=rows)
    text = to_yaml(found.dataset)
    if output is not None:
        is_json = output.suffix == ".json"
        content = (to_json(found.dataset) if is_json else text).encode()
        with storage_errors(str(output)):
            put(LocalFileSystem(), str(output.absolute()), content)
    warnings = [str(warning) for warning in found.warnings]
    summary = {
        "dataset": found.dataset.name,
        "dialect": found.dialect,
        "tables": len(found.dataset.tables),
        "columns": sum(len(table.columns) for table in found.dataset.tables),
        "foreign_keys": sum(len(table.foreign_keys) for table in found.dataset.tables),
        "warnings": warnings,
        "spec": str(output) if output else None,
    }
    if as_json:
        print_json(summary)
        return
    print_warnings(warnings)
    if output is None:
        print_lines([text.rstrip("\n")])
    else:
        print_lines(
            [
                f"{summary['tables']} tables, {summary['columns']} columns and "
                f"{summary['foreign_keys']} foreign keys ({found.dialect}) in {output}"
            ]
        )
