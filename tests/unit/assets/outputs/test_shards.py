"""Shards that wait for each other, on a local disk and on a real S3 server."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import fs

from assets.errors import OutputError
from assets.outputs.row_source import RowSource
from assets.outputs.shards import FAN_OUT_ROWS, ShardedStaging
from assets.outputs.store import OutputStore

SCHEMA = pa.schema([("id", pa.int64())])


def numbers(start: int, stop: int) -> Iterator[pa.RecordBatch]:
    yield pa.RecordBatch.from_arrays([pa.array(np.arange(start, stop) // 1000)], schema=SCHEMA)


SOURCE = RowSource(FAN_OUT_ROWS, numbers)


@pytest.fixture(params=["local", "s3"])
def filesystem(request: pytest.FixtureRequest, tmp_path: Path) -> fs.FileSystem:
    """A filesystem rooted at an empty place."""
    if request.param == "local":
        return fs.SubTreeFileSystem(str(tmp_path), fs.LocalFileSystem())
    endpoint, bucket = (request.getfixturevalue(name) for name in ("s3_endpoint", "s3_bucket"))
    address = endpoint.removeprefix("http://")
    s3 = fs.S3FileSystem(
        endpoint_override=address, scheme="http", access_key="a", secret_key="b", region="us-east-1"
    )
    return fs.SubTreeFileSystem(bucket, s3)


def opened(filesystem: fs.FileSystem, run: str, rows: int = FAN_OUT_ROWS) -> ShardedStaging:
    store = OutputStore(filesystem)
    identity = {"spec_version": "v", "table_hash": "h", "seed": 1}
    staging = store.shards("shop", "orders", rows=rows, run_id=run, **identity)
    staging.open()
    return staging


def test_what_is_done_is_found_and_a_damaged_file_is_made_again(filesystem: fs.FileSystem) -> None:
    first = opened(filesystem, "first")
    shards = first.cut.shards
    assert first.missing() == list(range(shards))
    with pytest.raises(OutputError, match="are missing"):
        first.publish(SCHEMA)
    for shard in range(shards - 2):
        first.write(shard, SOURCE, SCHEMA)
    folder = f"outputs/shop/orders/{first.token}"
    with filesystem.open_output_stream(f"{folder}/part-00003.parquet") as stream:
        stream.write(b"cut short")
    filesystem.delete_file(f"{folder}/part-00005.parquet")
    with filesystem.open_output_stream(f"{folder}/part-00007.done") as stream:
        stream.write(b"{")

    second = opened(filesystem, "second")
    assert second.token == first.token
    assert second.missing() == [3, 5, 7, shards - 2, shards - 1]
    for shard in second.missing():
        second.write(shard, SOURCE, SCHEMA)
    second.publish(SCHEMA)
    rows = OutputStore(filesystem).read("shop", "orders").to_table()["id"]
    assert np.array_equal(rows.to_numpy(), np.arange(FAN_OUT_ROWS) // 1000)
    left = filesystem.get_file_info(fs.FileSelector(folder))
    assert {info.extension for info in left} <= {"parquet", ""}

    third = opened(filesystem, "third")  # readers see the second one's files
    assert third.token != second.token
    assert len(third.missing()) == shards


def test_two_steps_may_make_one_shard_at_once(tmp_path: Path) -> None:
    filesystem = fs.SubTreeFileSystem(str(tmp_path), fs.LocalFileSystem())
    staging = opened(filesystem, "run")
    twice = [*range(staging.cut.shards), *range(staging.cut.shards)]
    with ThreadPoolExecutor(4) as executor:
        list(executor.map(lambda shard: staging.write(shard, SOURCE, SCHEMA), twice))
    assert staging.publish(SCHEMA).rows == FAN_OUT_ROWS


def test_unfinished_shards_outlive_other_leftovers_for_a_day(tmp_path: Path) -> None:
    filesystem = fs.SubTreeFileSystem(str(tmp_path), fs.LocalFileSystem())
    staging, store = opened(filesystem, "run", rows=10), OutputStore(filesystem)
    staging.write(0, RowSource(10, numbers), SCHEMA)
    for hours, left in ((12, 0), (30, 1)):
        then = time.time() - hours * 3_600
        for path in tmp_path.rglob("*"):
            os.utime(path, (then, then))
        assert store.collect_garbage(older_than_seconds=60) == left
