"""A dataset with some of its tables edited for one run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assets.errors import SpecError
from assets.schema.dataset import Dataset, dataset_from
from assets.schema.table import Table


def editable_fields(table: Table) -> dict[str, Any]:
    """The fields of a table's spec that a run may change, as plain data.

    That is all that decides its rows but the name, and of ``rows`` and ``per_parent`` the one that
    decides. Whether there is a table of labels, which is an asset or not, cannot be changed.
    """
    derived = {"per_parent"} if table.per_parent is None else {"rows", "appended"}
    left_out = {"name", "changes", "flaw_labels", *derived}
    data = table.model_dump(mode="json", exclude_defaults=True, exclude=left_out)
    return {name: value for name, value in _DEFAULTS.items() if name not in left_out} | data


def with_edits(dataset: Dataset, edits: Mapping[str, Mapping[str, Any]]) -> Dataset:
    """The dataset with the fields in ``edits`` (by table) in place of those of its tables.

    Raises SpecError, which names each table, column and field that cannot be.
    """
    changed = {
        name: fields
        for name, fields in edits.items()
        if any(editable_fields(dataset.table(name)).get(key) != fields[key] for key in fields)
    }
    if not changed:
        return dataset
    data = dataset.model_dump(mode="json", exclude_defaults=True)
    for table in data["tables"]:
        known = editable_fields(dataset.table(table["name"]))
        unknown = set(changed.get(table["name"], {})) - set(known)
        if unknown:
            raise SpecError(
                f"{sorted(unknown)[0]!r} is not a field of a table that a run may change",
                where=f"run config of {table['name']}",
                repair=f"use one of {', '.join(known)}",
            )
        table.update(changed.get(table["name"], {}))
    return dataset_from(data, where="run config")


_DEFAULTS: dict[str, Any] = {
    "rows": 1_000,
    "appended": [],
    "per_parent": None,
    "columns": [],
    "primary_key": [],
    "unique": [],
    "foreign_keys": [],
    "polymorphic_keys": [],
    "checks": [],
    "correlations": [],
    "flaws": [],
    "targets": [],
    "description": "",
}
