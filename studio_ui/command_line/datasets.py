"""``dataforge datasets``: the catalogue of the workspace."""

from __future__ import annotations

from typing import Annotated

import typer

from studio_ui.command_line.printing import print_json, print_lines, print_table


def datasets(
    as_json: Annotated[bool, typer.Option("--json", help="Print the list as JSON.")] = False,
) -> None:
    """List the workspace's datasets with their versions and published rows."""
    from studio_ui.clients.outputs import shelf

    found = []
    for name in shelf().versions.datasets():
        head = shelf().versions.head(name)
        published = shelf().outputs.manifests(name)
        found.append(
            {
                "dataset": name,
                "version": head.version,
                "number": head.number,
                "tables": len(shelf().versions.load(name).tables),
                "published_tables": len(published),
                "published_rows": sum(manifest.rows for manifest in published.values()),
            }
        )
    if as_json:
        print_json(found)
    elif found:
        headers = ("dataset", "version", "tables", "published", "rows")
        print_table(
            headers,
            [
                (
                    entry["dataset"],
                    f"{entry['number']} ({entry['version']})",
                    entry["tables"],
                    entry["published_tables"],
                    f"{entry['published_rows']:,}",
                )
                for entry in found
            ],
            numbers=frozenset(headers[2:]),
        )
    else:
        print_lines(["The workspace has no datasets yet: start the studio and import a schema."])
