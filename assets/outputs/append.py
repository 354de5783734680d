"""More rows for exported tables: new files beside the old ones, which stay as they are."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assets.errors import InputError
from assets.outputs.blocks import BLOCK_ROWS
from assets.outputs.exclusive import exclusive_staging, replace_folder
from assets.outputs.export import LOCAL, check_replaceable, exported, finish, write_files
from assets.outputs.identity import Identity
from assets.outputs.job import ExportJob
from assets.outputs.manifest import Manifest, read_manifest
from assets.outputs.parts import check_size
from assets.outputs.row_source import RowSource
from assets.outputs.storage import put, storage_errors, sync
from assets.schema.dataset import Dataset
from assets.schema.flaw_labels import with_label_tables
from assets.schema.formats import to_yaml
from assets.schema.views.sql_ddl import creation_order

SPEC_NAME = "_spec.yaml"


@dataclass(frozen=True)
class Continuation:
    """An append to a folder: the dataset ``before`` and ``after`` it, and the manifests of the
    tables that it has not reached yet (all of them, unless it was stopped half-way before)."""

    before: Dataset
    after: Dataset
    pending: Sequence[Manifest]
    done: Sequence[Manifest]


def continued(directory: Path, dataset: Dataset, added: Mapping[str, int]) -> Continuation:
    """The append of ``added`` rows to tables that ``dataset`` was exported as, with what was
    appended to them since then.

    Raises InputError when the folder was made from another dataset, version or seed, when it does
    not hold whole tables, and when another append to it was stopped half-way.
    """
    manifests = exported(directory)
    appends = max((manifest.appends for manifest in manifests), key=len)
    counts = sorted({len(manifest.appends) for manifest in manifests})
    states = {count: _after(dataset, appends[:count]) for count in counts}
    for manifest in manifests:
        _require_same(manifest, states[len(manifest.appends)], directory)
    before = states[counts[0]]
    after = before.append(added)
    if len(counts) > 1 and (counts != [counts[0], counts[0] + 1] or after.appends != appends):
        stopped = ", ".join(f"{rows:,} to {name}" for name, rows in appends[counts[0]].items())
        raise InputError(
            f"an append was stopped half-way, of {stopped}",
            where=str(directory),
            repair="append the same rows again to finish it, then append others",
        )
    by_name = {manifest.table: manifest for manifest in manifests}
    names = [table.name for table in creation_order(with_label_tables(after))]
    ordered = [by_name[name] for name in names if name in by_name]
    pending = [manifest for manifest in ordered if len(manifest.appends) == counts[0]]
    done = [manifest for manifest in ordered if manifest not in pending]
    return Continuation(before, after, pending, done)


def append_tables(
    directory: Path,
    jobs: Iterable[ExportJob],
    continuation: Continuation,
    *,
    run_id: str,
    dialect: str = "postgres",
    workers: int | None = None,
) -> list[Manifest]:
    """Write the jobs' rows, one for each pending table and possibly none, beside those that are
    there; leave the spec after the append in ``directory/_spec.yaml``.

    Each table's folder is replaced as a whole by one with links to the old files, so that a failure
    leaves it as it was and a kill leaves each table before or after the append; the same append
    finishes what was killed. Raises OutputError as ``export_tables`` does.
    """
    directory, after = directory.absolute(), continuation.after
    old = {manifest.table: manifest for manifest in continuation.pending}
    with exclusive_staging(directory) as staging:
        manifests = []
        for job in jobs:
            before = old[job.table]
            check_replaceable(directory / job.table)
            identity = Identity(
                after.name,
                job.table,
                before.format,
                after.version,
                job.table_hash,
                run_id,
                after.seed,
                before.partition_by,
                after.appends,
            )
            folder = staging / job.table
            _link(directory / job.table, folder, before)
            files = list(before.files)
            if not isinstance(job.batches, RowSource) or job.batches.rows:
                files += write_files(folder, job, identity, files, dialect=dialect, workers=workers)
            manifests.append(finish(folder, job.schema, identity, files))
        for manifest in manifests:
            check_replaceable(directory / manifest.table)
            with storage_errors(str(directory / manifest.table)):
                replace_folder(staging, directory / manifest.table)
        with storage_errors(str(directory)):
            put(LOCAL, str(directory / SPEC_NAME), to_yaml(after).encode())
            sync(directory)
    return manifests


def export_more(
    directory: Path, job: ExportJob, identity: Identity, *, before: int, dialect: str = "postgres"
) -> Manifest:
    """Write the rows of a job, which come after ``before`` others, into ``directory/<table>/``.

    A folder that ends there goes on with new files; otherwise the rows are all that it will hold.
    Raises InputError when the folder holds rows of another origin, or does not end there.
    """
    directory = directory.absolute()
    target = directory / job.table
    with exclusive_staging(directory) as staging:
        check_replaceable(target)
        old = read_manifest(LOCAL, str(target)) if before else None
        folder = staging / job.table
        if old is None:
            with storage_errors(str(folder)):
                folder.mkdir()
        else:
            _require_continued(old, identity, before, target)
            _link(target, folder, old)
        files = [] if old is None else list(old.files)
        for segment in job.segments():
            assert isinstance(segment.batches, RowSource)
            whole = -(-segment.batches.rows // BLOCK_ROWS) * BLOCK_ROWS
            files += write_files(folder, segment, identity, files, dialect=dialect, part_rows=whole)
        manifest = finish(folder, job.schema, identity, files)
        with storage_errors(str(target)):
            replace_folder(staging, target)
            sync(directory)
    return manifest


def _require_continued(old: Manifest, identity: Identity, before: int, target: Path) -> None:
    repair = "continue it with the same spec and options, or write to another folder"
    same = ("dataset", "spec_version", "seed", "format")
    if [getattr(old, name) for name in same] != [getattr(identity, name) for name in same]:
        raise InputError(
            f"it holds {old.format} of {old.dataset}, version {old.spec_version}",
            where=str(target),
            repair=repair,
        )
    if old.rows != before:
        raise InputError(
            f"it ends before {old.rows:,}, and {before:,} is to come next",
            where=str(target),
            repair=f"go on from {old.rows:,}, or write to another folder",
        )


def _after(dataset: Dataset, appends: Sequence[Mapping[str, int]]) -> Dataset:
    """The dataset after all of ``appends``, of which it may list the first itself."""
    for added in appends[len(dataset.appends) :]:
        dataset = dataset.append(added)
    return dataset


def _require_same(manifest: Manifest, expected: Dataset, directory: Path) -> None:
    where = str(directory / manifest.table)
    repair = "append to it with the spec, --rows and --seed of its generation"
    if manifest.seed != expected.seed:
        raise InputError(
            f"its rows were made with the seed {manifest.seed}, this is {expected.seed}",
            where=where,
            repair=repair,
        )
    if manifest.dataset != expected.name or manifest.spec_version != expected.version:
        raise InputError(
            f"its rows are of {manifest.dataset}, version {manifest.spec_version}, and the spec "
            f"with the same appends is {expected.name}, version {expected.version}",
            where=where,
            repair=repair,
        )
    if any(manifest.table == table.labels_name for table in expected.tables):
        return  # nobody knows how many flawed cells there are
    rows = expected.table(manifest.table).rows
    if manifest.rows != rows:
        raise InputError(
            f"it holds {manifest.rows:,} of the table's {rows:,} rows",
            where=where,
            repair="generate the whole table before appending to it",
        )


def _link(old: Path, new: Path, manifest: Manifest) -> None:
    """Put the files of a manifest into a new folder, too: the same ones where links can be made."""
    with storage_errors(str(old)):
        new.mkdir()
        for entry in manifest.files:
            check_size(LOCAL, str(old), entry)
            target = new / entry.path
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(old / entry.path, target)
            except OSError:  # a filesystem without links
                shutil.copy2(old / entry.path, target)
