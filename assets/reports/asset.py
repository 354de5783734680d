"""The integrity checks of a table as Dagster's asset checks, in one step."""

from __future__ import annotations

import dagster as dg

from assets.errors import DataForgeError
from assets.reports.integrity import CheckResult, checks_of, run_checks
from assets.schema.dataset import Dataset
from assets.schema.table import Table
from assets.tables.addresses import asset_path, op_name
from assets.tables.asset import as_launched, failure
from assets.tables.markdown import markdown


def table_checks(dataset: Dataset, table: Table) -> dg.AssetChecksDefinition:
    """The checks of a table. Each blocks: what refers to the table is not made when one fails."""
    key = dg.AssetKey(asset_path(dataset.name, table.name))
    specs = [
        dg.AssetCheckSpec(check.name, asset=key, description=check.description, blocking=True)
        for check in checks_of(table)
    ]

    @dg.multi_asset_check(
        name=f"{op_name(dataset.name, table.name)}__checks",
        specs=specs,
        can_subset=True,
        required_resource_keys={"outputs"},
    )
    def check_table(context):  # type: ignore[no-untyped-def]  # Dagster reads no postponed ones
        launched, outputs = as_launched(dataset, context), context.resources.outputs
        wanted = frozenset(check.name for check in context.selected_asset_check_keys)
        try:
            for result in run_checks(launched, table.name, outputs, wanted):
                yield _as_dagster(result, key)
        except DataForgeError as error:
            raise failure(error) from error

    return check_table


def _as_dagster(result: CheckResult, key: dg.AssetKey) -> dg.AssetCheckResult:
    metadata: dict[str, dg.MetadataValue] = {"violations": dg.MetadataValue.int(result.violations)}
    if result.samples:
        rows = [list(sample.values()) for sample in result.samples]
        metadata["samples"] = dg.MetadataValue.md(markdown(list(result.samples[0]), rows))
    warned = bool(result.skipped)
    return dg.AssetCheckResult(
        passed=result.passed and not warned,
        asset_key=key,
        check_name=result.check.name,
        severity=dg.AssetCheckSeverity.WARN if warned else dg.AssetCheckSeverity.ERROR,
        description=result.skipped or None,
        metadata=metadata,
    )
