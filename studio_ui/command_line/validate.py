"""``dataforge validate``: can this spec be generated, and what would mend it?"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assets.errors import InputError
from studio_ui.command_line.printing import print_json, print_lines
from studio_ui.command_line.writing import write_whole

if TYPE_CHECKING:
    from assets.schema.dataset import Dataset
    from assets.schema.problems import Problem
    from assets.tables.mending import Mended


def validate(
    spec: Annotated[Path, typer.Argument(help="A spec in YAML or JSON.", metavar="SPEC.yaml")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
    fix: Annotated[
        bool,
        typer.Option("--fix", help="Apply the first offered repair of each problem until none is."),
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", help="Where --fix writes the mended spec.", metavar="OUT"),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Let --out replace a file, such as the spec itself.")
    ] = False,
) -> None:
    """Check a spec before anything is generated; exit code 2 when it cannot be.

    Each problem comes with the repairs that are offered for it. With --fix they are applied and
    told; only --out writes anything.
    """
    from assets.schema.dataset import dataset_from
    from assets.schema.formats import read_plain
    from assets.tables.mending import mend, problems_of
    from assets.tables.targets.scaling import scalings

    if out is not None and not fix:
        raise InputError("--out writes what --fix mends", repair="add --fix, or leave --out out")
    if out is not None and out.exists() and not force:
        raise InputError(f"{out} exists", repair="add --force to replace it, or name another file")
    data = read_plain(spec)
    if not isinstance(data, dict):
        dataset_from(data, where=str(spec))  # says what a spec is
    if fix:
        _fix(spec, mend(data), out, as_json)
        return
    dataset, found = problems_of(data)
    scaled = scalings(dataset) if dataset is not None and not found else []
    if as_json:
        print_json(
            {
                "dataset": _name(data),
                "version": dataset.version if dataset is not None else None,
                "feasible": not found,
                "problems": [_plain(problem) for problem in found],
                "scaled": [each.data() for each in scaled],
            }
        )
    else:
        _tell(spec, found)
        if dataset is not None and not found:
            print_lines([_feasible(dataset), *map(str, scaled)])
    if found:
        raise typer.Exit(2)


def _fix(spec: Path, mended: Mended, out: Path | None, as_json: bool) -> None:
    from assets.schema.formats import to_json, to_yaml

    is_whole = mended.dataset is not None and not mended.left
    written = out if is_whole else None
    if written is not None and mended.dataset is not None:
        form = to_json if written.suffix == ".json" else to_yaml
        write_whole(written, form(mended.dataset))
    if as_json:
        print_json(
            {
                "dataset": _name(mended.data),
                "version": mended.dataset.version if mended.dataset is not None else None,
                "feasible": is_whole,
                "repairs": [
                    {"problem": str(problem), "repair": _repair(repair)}
                    for problem, repair in mended.steps
                ],
                "problems": [_plain(problem) for problem in mended.left],
                "written": str(written) if written is not None else None,
            }
        )
    else:
        print_lines(f"{problem}\n  repaired: {repair.text}" for problem, repair in mended.steps)
        _tell(spec, mended.left)
        if is_whole and mended.dataset is not None:
            where = f", written to {written}" if written else ""
            hint = "" if written or not mended.steps else "; add --out FILE to write it"
            print_lines([f"{_feasible(mended.dataset)}{where}{hint}"])
    if not is_whole:
        raise typer.Exit(2)


def _tell(spec: Path, found: list[Problem] | tuple[Problem, ...]) -> None:
    """One line a problem on stderr, and one a repair on stdout."""
    for problem in found:
        sys.stderr.write(f"{spec}: {problem}\n")
        place = f"{problem.where}: " if problem.where else ""
        print_lines(f"{place}could {repair.text}" for repair in problem.repairs)


def _feasible(dataset: Dataset) -> str:
    rows = sum(table.rows for table in dataset.tables)
    return f"{dataset.name} is feasible: {len(dataset.tables)} tables, {rows:,} rows in all"


def _name(data: dict[str, Any]) -> str:
    return str(data.get("name", ""))


def _plain(problem: Problem) -> dict[str, Any]:
    return {
        "table": problem.table,
        "column": problem.column,
        "text": problem.text,
        "repair": problem.repair,
        "repairs": [_repair(repair) for repair in problem.repairs],
    }


def _repair(repair: Any) -> dict[str, Any]:
    edits = [
        {"remove": list(edit.path)}
        if edit.removes
        else {"set": list(edit.path), "to": json.loads(json.dumps(edit.value, default=str))}
        for edit in repair.edits
    ]
    return {"text": repair.text, "edits": edits}
