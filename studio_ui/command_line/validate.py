"""``dataforge validate``: can this spec be generated?"""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from studio_ui.command_line.printing import print_json, print_lines


def validate(
    spec: Annotated[Path, typer.Argument(help="A spec in YAML or JSON.", metavar="SPEC.yaml")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Check a spec before anything is generated; exit code 2 when it cannot be."""
    from assets.schema.formats import read_spec
    from assets.tables.feasibility import problems

    dataset = read_spec(spec)
    found = problems(dataset)
    if as_json:
        print_json(
            {
                "dataset": dataset.name,
                "version": dataset.version,
                "feasible": not found,
                "problems": [asdict(problem) for problem in found],
            }
        )
        if found:
            raise typer.Exit(2)
        return
    if found:
        sys.stderr.writelines(f"{spec}: {problem}\n" for problem in found)
        raise typer.Exit(2)
    rows = sum(table.rows for table in dataset.tables)
    print_lines([f"{dataset.name} is feasible: {len(dataset.tables)} tables, {rows:,} rows in all"])
