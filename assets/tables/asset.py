"""A table as a Dagster asset: its config is the table's spec, its output the published files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import dagster as dg

from assets.errors import DataForgeError, OutputError
from assets.schema.dataset import Dataset
from assets.schema.table import Table
from assets.tables.addresses import asset_path, op_name
from assets.tables.edits import editable_fields, with_edits
from assets.tables.flaws.asset import label_event
from assets.tables.markdown import relationships_markdown, schema_markdown

if TYPE_CHECKING:
    from assets.tables.publish import Published

_PLAIN: dict[str, Any] = {
    "rows": int,
    "appended": [int],
    "per_parent": dict,
    "columns": [dict],
    "primary_key": [str],
    "unique": [[str]],
    "foreign_keys": [dict],
    "polymorphic_keys": [dict],
    "checks": [dict],
    "correlations": [dict],
    "flaws": [dict],
    "targets": [dict],
    "description": str,
}


def table_asset(dataset: Dataset, table: Table, spec: dg.AssetSpec) -> dg.AssetsDefinition:
    """The asset of a table, made in one step; ``spec`` is what ``asset_spec`` says of it."""

    @dg.multi_asset(
        name=op_name(dataset.name, table.name),
        specs=[spec],
        config_schema=config_schema(table),
        required_resource_keys={"outputs"},
    )
    def make_table(context):  # type: ignore[no-untyped-def]  # Dagster reads no postponed ones
        from assets.tables.publish import publish_table

        launched, outputs = as_launched(dataset, context), context.resources.outputs
        with failures():
            published = publish_table(
                launched, table.name, outputs, run_id=context.run.run_id, say=context.log.info
            )
        tell_labels(context, published)
        return dg.MaterializeResult(metadata=run_metadata(launched, table.name, published))

    return make_table


def tell_labels(
    context: dg.AssetExecutionContext | dg.OpExecutionContext, published: Published
) -> None:
    """Tells Dagster of the labels that were published beside a table."""
    if published.labels is not None:
        context.log_event(label_event(published.labels))


def as_launched(
    dataset: Dataset,
    context: dg.AssetExecutionContext | dg.AssetCheckExecutionContext | dg.OpExecutionContext,
) -> Dataset:
    """The dataset with every table as the run's config has it, those of other steps included: a
    child must see the parent that it is launched with. Raises Failure for a config that cannot be.
    """
    ops: Any = context.run.run_config.get("ops", {})
    edits: dict[str, Any] = {}
    for table in dataset.tables:
        config = (ops.get(op_name(dataset.name, table.name)) or {}).get("config")
        if config:
            edits[table.name] = config
    try:
        return with_edits(dataset, edits)
    except DataForgeError as error:
        raise failure(error) from error


@contextmanager
def failures() -> Iterator[None]:
    """Turns errors of ours into Dagster's."""
    try:
        yield
    except DataForgeError as error:
        raise failure(error) from error


def failure(error: DataForgeError) -> dg.Failure:
    """The error as Dagster's: the step fails with its one line. Another try may mend what storage
    has refused, and nothing else."""
    return dg.Failure(description=str(error), allow_retries=isinstance(error, OutputError))


def config_schema(table: Table) -> dict[str, dg.Field]:
    """A field for each part of the spec, whose default is what was inferred."""
    return {
        name: dg.Field(_PLAIN[name], default_value=value, is_required=False)
        for name, value in editable_fields(table).items()
    }


def asset_spec(
    dataset: Dataset,
    table: Table,
    version: str,
    *,
    depends_on: Sequence[str],
    left_out: Sequence[str] = (),
    owner: str,
) -> dg.AssetSpec:
    """What is said of a table's asset. ``depends_on`` are the tables that must be made before it;
    ``left_out`` are those that it refers to and that would close a cycle."""
    metadata: dict[str, Any] = {
        "dagster/column_schema": _column_schema(table),
        "schema": dg.MetadataValue.md(schema_markdown(table)),
        "relationships": dg.MetadataValue.md(relationships_markdown(dataset, table)),
        "rows": table.rows,
        "spec version": version,
        **_lineage(dataset, table),
    }
    if left_out:
        metadata["left out of the graph"] = (
            f"{table.name} also refers to {', '.join(left_out)}. That foreign key is nullable and "
            f"closes a cycle, so the table does not wait for it."
        )
    return dg.AssetSpec(
        key=asset_path(dataset.name, table.name),
        deps=[dg.AssetKey(asset_path(dataset.name, parent)) for parent in depends_on],
        group_name=dataset.name,
        code_version=dataset.table_hash(table.name),
        description=table.description or f"The table {table.name} of {dataset.name}.",
        kinds={"table", "parquet"},
        tags={"dataforge/dataset": dataset.name, "dataforge/spec_version": version},
        owners=[owner],
        metadata=metadata,
    )


def _column_schema(table: Table) -> dg.TableSchema:
    unique = {names[0] for names in table.unique_sets if len(names) == 1}
    parents = {name: key.references for key in table.foreign_keys for name in key.columns}
    for key in table.polymorphic_keys:
        parents[key.id_column] = " or ".join(each.table for each in key.references)
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                column.name,
                str(column.type),
                column.description or None,
                dg.TableColumnConstraints(
                    nullable=column.nullable,
                    unique=column.name in unique,
                    other=[f"references {parents[column.name]}"]
                    if column.name in parents
                    else None,
                ),
            )
            for column in table.columns
        ]
    )


def _lineage(dataset: Dataset, table: Table) -> dict[str, Any]:
    """A column of a foreign key comes from the column that it refers to."""
    sources: dict[str, list[dg.TableColumnDep]] = {}
    for key in table.foreign_keys:
        if key.references == table.name:
            continue
        parent = dg.AssetKey(asset_path(dataset.name, key.references))
        for name, target in zip(key.columns, key.references_columns, strict=True):
            sources.setdefault(name, []).append(dg.TableColumnDep(parent, target))
    for polymorphic in table.polymorphic_keys:
        sources[polymorphic.id_column] = [
            dg.TableColumnDep(dg.AssetKey(asset_path(dataset.name, each.table)), each.column)
            for each in polymorphic.references
            if each.table != table.name
        ]
    return {"dagster/column_lineage": dg.TableColumnLineage(sources)} if sources else {}


def _scalings(dataset: Dataset, name: str) -> dict[str, Any]:
    """What the table's targets changed."""
    from assets.tables.targets.scaling import scalings

    lines = "\n".join(f"- {each}" for each in scalings(dataset, name))
    return {"scaled to targets": dg.MetadataValue.md(lines)} if lines else {}


def run_metadata(dataset: Dataset, name: str, published: Published) -> Mapping[str, Any]:
    table, manifest = dataset.table(name), published.manifest
    return {
        "dagster/row_count": manifest.rows,
        "dagster/column_schema": _column_schema(table),
        **_lineage(dataset, table),
        **_scalings(dataset, name),
        "preview": dg.MetadataValue.md(published.preview),
        "bytes": manifest.bytes,
        "seconds": round(published.seconds, 3),
        "rows per second": published.rows_per_second,
        "spec version": manifest.spec_version,
        "files": dg.MetadataValue.md("\n".join(f"- `{file.path}`" for file in manifest.files[:20])),
    }
