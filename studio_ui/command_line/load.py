"""``dataforge load``: a spec's rows straight into a database."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from assets.errors import InputError
from studio_ui.command_line.append import added_rows
from studio_ui.command_line.printing import print_json, print_lines, print_table, progress_bars
from studio_ui.command_line.selection import chosen_tables, export_jobs, with_options
from studio_ui.command_line.writing import write_whole


def load(
    spec: Annotated[Path, typer.Argument(help="A spec in YAML or JSON.", metavar="SPEC.yaml")],
    url: Annotated[
        str,
        typer.Argument(
            help="The database: postgresql://user:password@host:5432/name, sqlite:///file.db, "
            "duckdb:///file.duckdb, or another of SQLAlchemy's.",
            metavar="URL",
        ),
    ],
    rows: Annotated[
        int | None, typer.Option("--rows", help="Rows of every table, in place of the spec's.")
    ] = None,
    table: Annotated[
        list[str] | None, typer.Option("--table", help="Only this table; may be repeated.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="A seed in place of the spec's.")] = None,
    create: Annotated[bool, typer.Option("--create", help="Make the tables first.")] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Delete the rows of the tables first.")
    ] = False,
    append: Annotated[
        int | None,
        typer.Option(
            "--append",
            help="Add so many rows to each table; the database holds those of the spec.",
            metavar="N",
        ),
    ] = None,
    save_spec: Annotated[
        Path | None,
        typer.Option(help="Write the spec after --append here, for the next one.", metavar="FILE"),
    ] = None,
    flawed: Annotated[
        bool,
        typer.Option(
            "--flawed",
            help="Load rows whose flaws break constraints; --create leaves these constraints out.",
        ),
    ] = False,
    timeout: Annotated[
        float, typer.Option(min=1, help="The most seconds of one statement, or one table's load.")
    ] = 3_600,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Load generated rows into a database, in one transaction: all tables, or nothing.

    With --append only the new rows are loaded, of each table that has a row count or of those in
    --table, beside the rows of the spec, which every table must hold already.
    """
    from assets.outputs.databases import LoadOptions, load_tables
    from assets.outputs.databases.url import DatabaseUrl
    from assets.schema.flaw_effects import without_broken_constraints
    from assets.schema.flaw_labels import with_label_tables
    from assets.schema.formats import read_spec, to_yaml
    from assets.tables.engine import Engine
    from assets.tables.feasibility import require_feasible

    started = time.perf_counter()
    place = str(DatabaseUrl.parse(url))
    dataset = with_options(read_spec(spec), rows, seed)
    names = chosen_tables(dataset, table)
    held: dict[str, int] = {}
    if append is not None:
        if create or replace:
            raise InputError(
                "--append goes on with the rows that are there",
                repair="leave --create and --replace out",
            )
        before = dataset
        dataset = before.append(added_rows(before, append, table))
        held = {each.name: each.rows for each in before.tables}
        names = [each.name for each in dataset.tables if not table or each.rows > held[each.name]]
    elif save_spec is not None:
        raise InputError("--save-spec saves what --append has added", repair="leave it out")
    require_feasible(dataset, where=str(spec))
    written, broken = without_broken_constraints(with_label_tables(dataset), names)
    if broken and not flawed:
        raise InputError(
            f"{'; '.join(broken[:3])}, and a database with these constraints refuses the rows",
            where=str(spec),
            repair="load with --flawed into tables without them, or remove the flaws",
        )
    engine = Engine(dataset)
    for name in names:
        labels = dataset.table(name).labels_name
        if labels is not None and name in held:
            held[labels] = sum(len(batch) for batch in engine.labels(name, 0, held[name]))
    options = LoadOptions(create=create, replace=replace, held=held, statement_seconds=timeout)
    with progress_bars() as bars:
        jobs = [
            job
            for name in names
            for job in export_jobs(engine, name, held.get(name, 0), dataset.table(name).rows, bars)
        ]
        loaded = load_tables(url, written, jobs, options)
    if save_spec is not None:
        write_whole(save_spec, to_yaml(dataset))
    seconds = time.perf_counter() - started
    total = sum(each.rows for each in loaded)
    if as_json:
        tables = [{"table": each.table, "rows": each.rows} for each in loaded]
        summary = {"rows": total, "seconds": round(seconds, 3)}
        print_json({"database": place, "tables": tables, **summary})
        return
    print_table(
        ("table", "rows"),
        [(each.table, f"{each.rows:,}") for each in loaded],
        numbers=frozenset({"rows"}),
    )
    print_lines([f"{total:,} rows in {seconds:.1f} s to {place}"])
