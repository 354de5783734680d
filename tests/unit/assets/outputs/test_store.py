"""The store of outputs, on a local disk and on a real S3 server."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pytest
from moto.server import ThreadedMotoServer
from pyarrow import fs

from assets.errors import GenerationError, NotFoundError, OutputError
from assets.outputs.blocks import BLOCK_ROWS
from assets.outputs.manifest import MANIFEST_NAME
from assets.outputs.store import OutputStore, Staging

SCHEMA = pa.schema([("id", pa.int64()), ("run", pa.int64())])
TABLE = "Order Details"


def batches(run: int, rows: int = 10) -> Iterator[pa.RecordBatch]:
    yield pa.record_batch([pa.array(range(rows)), pa.array([run] * rows)], schema=SCHEMA)


def stage(store: OutputStore, run: int = 1, table: str = TABLE) -> Staging:
    return store.stage(
        "shop", table, run_id=f"run {run}", spec_version="v", table_hash="h", seed=run
    )


def publish(store: OutputStore, run: int = 1, rows: int = 10, table: str = TABLE) -> None:
    with stage(store, run, table) as staging:
        staging.write(batches(run, rows), SCHEMA)
        staging.publish()


def published_run(store: OutputStore) -> int:
    """The run whose rows are published; they must be whole and of one run."""
    found = store.read("shop", TABLE).to_table()
    runs = set(found["run"].to_pylist())
    assert len(runs) == 1
    assert found.num_rows == 10
    return int(runs.pop())


@pytest.fixture(scope="module")
def bucket() -> Iterator[fs.FileSystem]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    s3 = fs.S3FileSystem(
        endpoint_override=f"{host}:{port}",
        scheme="http",
        access_key="test",
        secret_key="test",
        region="us-east-1",
        allow_bucket_creation=True,
    )
    s3.create_dir("bucket")
    yield s3
    server.stop()


@pytest.fixture(params=["local", "s3"])
def filesystem(request: pytest.FixtureRequest, tmp_path: Path) -> fs.FileSystem:
    """A filesystem rooted at an empty place."""
    if request.param == "local":
        return fs.SubTreeFileSystem(str(tmp_path), fs.LocalFileSystem())
    s3 = request.getfixturevalue("bucket")
    return fs.SubTreeFileSystem(f"bucket/{tmp_path.name}", s3)


@pytest.fixture
def store(filesystem: fs.FileSystem) -> OutputStore:
    return OutputStore(filesystem)


def files(filesystem: fs.FileSystem) -> list[str]:
    selector = fs.FileSelector("outputs", recursive=True, allow_not_found=True)
    infos = filesystem.get_file_info(selector)
    return sorted(info.path for info in infos if info.type == fs.FileType.File)


def test_nothing_is_published_at_first(store: OutputStore) -> None:
    assert store.manifest("shop", TABLE) is None
    assert store.manifests("shop") == {}
    with pytest.raises(NotFoundError, match="no output is published"):
        store.read("shop", TABLE)
    assert store.collect_garbage(older_than_seconds=0) == 0


def test_a_published_table_is_read_by_its_manifest(store: OutputStore) -> None:
    publish(store, 7)
    manifest = store.manifest("shop", TABLE)
    assert manifest is not None
    assert (manifest.dataset, manifest.table, manifest.format) == ("shop", TABLE, "parquet")
    assert (manifest.run_id, manifest.seed, manifest.rows) == ("run 7", 7, 10)
    assert [(column.name, column.type) for column in manifest.columns] == [
        ("id", "int64"),
        ("run", "int64"),
    ]
    assert manifest.bytes == sum(entry.bytes for entry in manifest.files)
    assert published_run(store) == 7
    publish(store, 8, table="Customers")
    assert list(store.manifests("shop")) == ["Customers", TABLE]


def test_staged_rows_are_unseen_until_they_are_published(store: OutputStore) -> None:
    publish(store, 1)
    with stage(store, 2) as staging:
        staging.write(batches(2), SCHEMA)
        assert published_run(store) == 1
        staging.publish()
    assert published_run(store) == 2


def test_leaving_without_publishing_discards(store: OutputStore, filesystem: fs.FileSystem) -> None:
    publish(store, 1)
    before = files(filesystem)
    with stage(store, 2) as staging:
        staging.write(batches(2), SCHEMA)
    assert files(filesystem) == before
    assert published_run(store) == 1


def test_a_failure_while_rows_are_made_keeps_the_previous_output(
    store: OutputStore, filesystem: fs.FileSystem
) -> None:
    publish(store, 1)
    before = files(filesystem)

    def failing() -> Iterator[pa.RecordBatch]:
        yield from batches(2, BLOCK_ROWS + 5)
        raise GenerationError("the rows ran out")

    with pytest.raises(GenerationError, match="ran out"), stage(store, 2) as staging:
        staging.write(failing(), SCHEMA)
    assert files(filesystem) == before
    assert published_run(store) == 1


def test_unwritten_rows_are_not_published(store: OutputStore) -> None:
    with pytest.raises(OutputError, match="no rows to publish"), stage(store) as staging:
        staging.publish()
    with stage(store) as staging:
        staging.write(batches(1), SCHEMA)
        with pytest.raises(OutputError, match="written its rows already"):
            staging.write(batches(1), SCHEMA)


def test_files_that_changed_before_the_publish_are_refused(
    store: OutputStore, filesystem: fs.FileSystem
) -> None:
    publish(store, 1)
    with stage(store, 2) as staging:
        staging.write(batches(2), SCHEMA)
        (part,) = [path for path in files(filesystem) if "/run-2" in path and "part-" in path]
        with filesystem.open_input_file(part) as file:
            data = file.read()
        with filesystem.open_output_stream(part) as stream:
            stream.write(data[:-10])
        with pytest.raises(OutputError, match=r"part-00000.parquet has \d+ bytes"):
            staging.publish()
        filesystem.delete_file(part)
        with pytest.raises(OutputError, match=r"part-00000.parquet is missing"):
            staging.publish()
    assert published_run(store) == 1


def test_a_batch_of_another_schema_is_refused(store: OutputStore) -> None:
    wrong = pa.record_batch({"id": pa.array([1]), "run": pa.array(["x"])})
    with (
        pytest.raises(OutputError, match="column 'run' is string and was announced as int64"),
        stage(store) as staging,
    ):
        staging.write([wrong], SCHEMA)


def test_progress_tells_the_rows_written_so_far(store: OutputStore) -> None:
    seen: list[int] = []
    with stage(store) as staging:
        staging.write(batches(1, 2 * BLOCK_ROWS + 1), SCHEMA, on_progress=seen.append)
    assert seen == [BLOCK_ROWS, 2 * BLOCK_ROWS, 2 * BLOCK_ROWS + 1]


def test_large_tables_are_split_at_fixed_rows(filesystem: fs.FileSystem) -> None:
    store = OutputStore(filesystem, part_rows=BLOCK_ROWS)
    publish(store, 1, rows=2 * BLOCK_ROWS + 3)
    manifest = store.manifest("shop", TABLE)
    assert manifest is not None
    assert [entry.rows for entry in manifest.files] == [BLOCK_ROWS, BLOCK_ROWS, 3]
    read = store.read("shop", TABLE).to_table()
    assert read["id"].to_pylist() == list(range(2 * BLOCK_ROWS + 3))


def test_garbage_is_what_was_superseded_or_abandoned(
    store: OutputStore, filesystem: fs.FileSystem
) -> None:
    abandoned = stage(store, 1)
    abandoned.__enter__()
    abandoned.write(batches(1), SCHEMA)  # and then the process dies
    publish(store, 2)
    publish(store, 3)
    assert store.collect_garbage(older_than_seconds=3600) == 0
    time.sleep(1.1)  # S3 tells times in seconds
    assert store.collect_garbage(older_than_seconds=0.001) == 2
    assert published_run(store) == 3
    assert len(files(filesystem)) == 3  # the pointer, the rows and the mark of the run
    with pytest.raises(OutputError):
        abandoned.publish()
    assert published_run(store) == 3


def test_an_old_output_that_was_just_superseded_is_kept_for_its_readers(tmp_path: Path) -> None:
    store = OutputStore(fs.SubTreeFileSystem(str(tmp_path), fs.LocalFileSystem()))
    publish(store, 1)
    yesterday = time.time() - 86_400
    for path in tmp_path.rglob("*"):
        os.utime(path, (yesterday, yesterday))
    reader = store.read("shop", TABLE)
    publish(store, 2)
    assert store.collect_garbage(older_than_seconds=60) == 0
    assert set(reader.to_table()["run"].to_pylist()) == {1}


def test_a_damaged_manifest_is_named_and_can_be_published_over(
    store: OutputStore, filesystem: fs.FileSystem
) -> None:
    publish(store, 1)
    (pointer,) = [path for path in files(filesystem) if path.endswith(MANIFEST_NAME)]
    with filesystem.open_output_stream(pointer) as stream:
        stream.write(b'{"dataset": "shop"}')
    with pytest.raises(OutputError, match="not a manifest: table: Field required"):
        store.read("shop", TABLE)
    assert store.collect_garbage(older_than_seconds=0) == 0
    publish(store, 2)
    assert published_run(store) == 2


def test_a_manifest_may_not_lead_out_of_its_folder(
    store: OutputStore, filesystem: fs.FileSystem
) -> None:
    publish(store, 1)
    (pointer,) = [path for path in files(filesystem) if path.endswith(MANIFEST_NAME)]
    manifest = store.manifest("shop", TABLE)
    assert manifest is not None
    data = manifest.model_dump_json().replace("run-1-", "../run-1-")
    with filesystem.open_output_stream(pointer) as stream:
        stream.write(data.encode())
    with pytest.raises(OutputError, match="leads out of the folder"):
        store.read("shop", TABLE)


def test_a_missing_file_of_a_published_output_is_named(
    store: OutputStore, filesystem: fs.FileSystem
) -> None:
    publish(store, 1)
    (part,) = [path for path in files(filesystem) if "part-" in path]
    filesystem.delete_file(part)
    with pytest.raises(OutputError, match=r"part-00000.parquet is missing"):
        store.read("shop", TABLE)


@pytest.mark.parametrize("name", ["../shop", "Shop", "", "a/b"])
def test_a_hostile_dataset_name_reaches_no_path(store: OutputStore, name: str) -> None:
    with pytest.raises(NotFoundError):
        store.manifest(name, TABLE)


def publish_eight(store: OutputStore, first: int) -> None:
    for run in range(first, first + 8):
        publish(store, run)


def test_publishers_of_one_table_do_not_disturb_one_another(
    store: OutputStore, filesystem: fs.FileSystem
) -> None:
    publish(store, 0)
    with ThreadPoolExecutor(4) as pool:
        publishers = [pool.submit(publish_eight, store, 100 * i) for i in range(3)]
        while not all(future.done() for future in publishers):
            published_run(store)
        for future in publishers:
            future.result()
    last = published_run(store)
    assert last % 100 == 7
    time.sleep(1.1)
    assert store.collect_garbage(older_than_seconds=0.001) == 24
    assert published_run(store) == last
