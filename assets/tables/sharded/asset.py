"""A large table as a Dagster asset: a graph whose shards are steps of their own."""

from __future__ import annotations

import time
from collections.abc import Callable
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Any

import dagster as dg

from assets.schema.dataset import Dataset
from assets.schema.table import Table
from assets.tables.addresses import op_name
from assets.tables.asset import (
    as_launched,
    config_schema,
    failures,
    run_metadata,
    tell_labels,
)

if TYPE_CHECKING:
    from assets.tables.sharded.shards import OpenTable

POOL = "dataforge_shards"
"""The pool of all steps that make a shard; its limit is the instance's to set."""

_RETRIES = dg.RetryPolicy(max_retries=2, delay=5)
"""For steps whose machine went away: what they leave is not seen, and made again."""


def sharded_table_asset(dataset: Dataset, table: Table, spec: dg.AssetSpec) -> dg.AssetsDefinition:
    """The asset of a table that is made in shards; ``spec`` is what ``asset_spec`` says of it.

    A first step says which shards are missing, so that a run after a failed one makes just these.
    """
    name = op_name(dataset.name, table.name)
    parents = {f"parent_{place}": parent.asset_key for place, parent in enumerate(spec.deps)}
    graph = dg.graph(
        name=name,
        ins={each: dg.GraphIn() for each in parents},
        out={"result": dg.GraphOut()},
        config=dg.ConfigMapping(config_fn=lambda _: {}, config_schema=config_schema(table)),
    )(_steps(dataset, table, name, list(parents)))
    return dg.AssetsDefinition.from_graph(
        graph,
        keys_by_input_name=parents,
        keys_by_output_name={"result": spec.key},
        group_name=spec.group_name,
        descriptions_by_output_name={"result": spec.description or ""},
        metadata_by_output_name={"result": spec.metadata},
        tags_by_output_name={"result": spec.tags},
        owners_by_output_name={"result": list(spec.owners)},
        code_versions_by_output_name={"result": spec.code_version},
    )


def _steps(dataset: Dataset, table: Table, name: str, parents: list[str]) -> Callable[..., Any]:
    """The graph of the steps, as a function of the parents that the first one waits for."""
    plan = _plan_step(dataset, table, name, parents).alias("plan")
    shard = _shard_step(dataset, table, name).alias("shard")
    publish = _publish_step(dataset, table, name).alias("publish")

    def compose(**waits: Any) -> Any:
        missing, place = plan(**waits)
        return publish(missing.map(shard).collect(), place)

    named = [Parameter(each, Parameter.POSITIONAL_OR_KEYWORD) for each in parents]
    compose.__signature__ = Signature(named)  # type: ignore[attr-defined]  # read by dg.graph
    return compose


def _plan_step(dataset: Dataset, table: Table, name: str, parents: list[str]) -> dg.OpDefinition:
    @dg.op(
        name=f"{name}__plan",
        ins={each: dg.In(dg.Nothing) for each in parents},
        out={"missing": dg.DynamicOut(dict), "place": dg.Out(dict)},
        required_resource_keys={"outputs"},
    )
    def plan(context):  # type: ignore[no-untyped-def]  # Dagster reads no postponed ones
        from assets.tables.sharded.shards import open_shards

        started = time.time()
        with failures():
            token, missing = open_shards(_open(dataset, table, context), context.log.info)
        for shard in missing:
            yield dg.DynamicOutput(
                {"token": token, "shard": shard}, mapping_key=f"{shard:03d}", output_name="missing"
            )
        yield dg.Output({"token": token, "started": started}, output_name="place")

    return plan


def _shard_step(dataset: Dataset, table: Table, name: str) -> dg.OpDefinition:
    @dg.op(
        name=f"{name}__shard",
        out=dg.Out(int),
        required_resource_keys={"outputs"},
        pool=POOL,
        retry_policy=_RETRIES,
    )
    def shard(context, which: dict):  # type: ignore[no-untyped-def, type-arg]
        from assets.tables.sharded.shards import make_shard

        opened = _open(dataset, table, context, which["token"])
        with failures():
            return make_shard(opened, which["shard"], context.log.info)

    return shard


def _publish_step(dataset: Dataset, table: Table, name: str) -> dg.OpDefinition:
    @dg.op(name=f"{name}__publish", required_resource_keys={"outputs"})
    def publish(context, made: list, place: dict):  # type: ignore[no-untyped-def, type-arg]
        from assets.tables.sharded.shards import publish_shards

        opened = _open(dataset, table, context, place["token"])
        with failures():
            published = publish_shards(opened, place["started"], context.log.info)
        tell_labels(context, published)
        metadata = {**run_metadata(opened.dataset, table.name, published), "shards made": len(made)}
        return dg.Output(None, metadata=metadata)

    return publish


def _open(
    dataset: Dataset, table: Table, context: dg.OpExecutionContext, token: str = ""
) -> OpenTable:
    from assets.tables.sharded.shards import OpenTable

    launched = as_launched(dataset, context)
    return OpenTable(launched, table.name, context.resources.outputs, context.run.run_id, token)
