"""The table of labels of a flawed table in Dagster: an asset that the table's own step makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dagster as dg

from assets.schema.dataset import Dataset
from assets.schema.flaw_labels import label_table
from assets.schema.table import Table
from assets.tables.addresses import asset_path

if TYPE_CHECKING:
    from assets.outputs.manifest import Manifest


def label_asset(dataset: Dataset, table: Table, version: str, *, owner: str) -> dg.AssetSpec | None:
    """The asset of a table's labels, None where none are asked for.

    No step of its own makes it: whenever the table is made, its step publishes the labels of just
    these rows, so that both always agree.
    """
    if table.labels_name is None:
        return None
    labels = label_table(table)
    return dg.AssetSpec(
        key=asset_path(dataset.name, labels.name),
        deps=[dg.AssetKey(asset_path(dataset.name, table.name))],
        group_name=dataset.name,
        code_version=dataset.table_hash(table.name),
        description=labels.description,
        kinds={"table", "parquet"},
        tags={"dataforge/dataset": dataset.name, "dataforge/spec_version": version},
        owners=[owner],
        metadata={"dagster/column_schema": _column_schema(labels), "labels of": table.name},
    )


def label_event(manifest: Manifest) -> dg.AssetMaterialization:
    """What Dagster is told of published labels."""
    return dg.AssetMaterialization(
        asset_key=dg.AssetKey(asset_path(manifest.dataset, manifest.table)),
        description=f"{manifest.rows:,} flawed cells are labelled.",
        metadata={
            "dagster/row_count": manifest.rows,
            "bytes": manifest.bytes,
            "spec version": manifest.spec_version,
        },
    )


def _column_schema(table: Table) -> dg.TableSchema:
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                column.name,
                str(column.type),
                column.description or None,
                dg.TableColumnConstraints(nullable=column.nullable),
            )
            for column in table.columns
        ]
    )
