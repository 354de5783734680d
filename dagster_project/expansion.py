"""What one dataset becomes in Dagster: assets, their checks, a job and a schedule."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import dagster as dg

from agents.memory.decisions import DecisionStore
from assets.outputs.shards import FAN_OUT_ROWS
from assets.reports.asset import table_checks
from assets.schema.dataset import Dataset
from assets.schema.table import Table
from assets.schema.versions import VersionStore
from assets.tables.asset import asset_spec, table_asset
from assets.tables.flaws.asset import label_asset
from assets.tables.sharded.asset import sharded_table_asset
from assets.workspace import open_workspace
from dagster_project.decisions import decision_metadata, reasons_of
from dagster_project.lineage import asset_parents
from dagster_project.settings import dagster_settings


@lru_cache(maxsize=1_024)
def dataset_definitions(home: str, name: str, version: str) -> dg.Definitions:
    """The definitions of a dataset of the workspace ``home`` at a version, with why it is so, built
    once a process.

    Raises NotFoundError or SpecError when that version cannot be loaded.
    """
    objects = open_workspace(home).objects
    dataset = VersionStore(objects).load(name, version)
    parents, reasons = asset_parents(dataset), reasons_of(DecisionStore(objects), name, version)
    owner = dagster_settings().asset_owner
    job = dg.define_asset_job(
        f"{name}_job",
        selection=dg.AssetSelection.groups(name),
        description=dataset.description or None,
        tags={"dataforge/dataset": name, "dataforge/spec_version": version},
    )
    schedule = dg.ScheduleDefinition(
        name=f"{name}_schedule",
        job=job,
        cron_schedule="0 3 * * *",
        default_status=dg.DefaultScheduleStatus.STOPPED,
        description=f"Makes every table of {name} anew, daily at 03:00 UTC.",
    )
    labels = [label_asset(dataset, table, version, owner=owner) for table in dataset.tables]
    return dg.Definitions(
        assets=[
            _asset_of(table)(
                dataset,
                table,
                asset_spec(
                    dataset,
                    table,
                    version,
                    depends_on=parents[table.name].depends_on,
                    left_out=parents[table.name].left_out,
                    owner=owner,
                ).merge_attributes(metadata=decision_metadata(reasons, table.name)),
            )
            for table in dataset.tables
        ]
        + [spec for spec in labels if spec is not None],
        asset_checks=[table_checks(dataset, table) for table in dataset.tables],
        jobs=[job],
        schedules=[schedule],
    )


def _asset_of(table: Table) -> Callable[[Dataset, Table, dg.AssetSpec], dg.AssetsDefinition]:
    """How a table of that size is made: in one step, or in shards."""
    return table_asset if table.rows < FAN_OUT_ROWS else sharded_table_asset
