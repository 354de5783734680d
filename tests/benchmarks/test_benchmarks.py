"""The benchmarks at tiny sizes: their figures are there, and their rules find what is broken."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from tests.benchmarks.__main__ import main
from tests.benchmarks.customers import export
from tests.benchmarks.peers import environments
from tests.benchmarks.shop import shop, violations


@pytest.fixture(autouse=True)
def _cores() -> Iterator[None]:
    mine, arrows = os.sched_getaffinity(0), pa.cpu_count()
    yield
    os.sched_setaffinity(0, mine)
    pa.set_cpu_count(arrows)


def test_every_part_gives_its_figures(capsys: pytest.CaptureFixture[str]) -> None:
    tiny = ["--rows", "2000", "--lines", "2000", "--rounds", "1"]
    main([*tiny, "--skip", "peers", "memory"])
    shown = capsys.readouterr().out
    for measure in ("bare Parquet write", "shop over the one table", "row at 10^12", "preview"):
        assert measure in shown
    assert "0 rows" in shown


def test_a_broken_shop_is_found_out(tmp_path: Path) -> None:
    dataset = shop(1_500)
    export(dataset, tmp_path / "shop", *(table.name for table in dataset.tables))
    assert not any(violations(dataset, tmp_path / "shop", tmp_path / "spill").values())
    _change(tmp_path / "shop/orders", "total", lambda total: pc.add(total, 1))
    _change(tmp_path / "shop/stock", "warehouse_id", lambda ids: pc.add(ids, 1_000))
    broken = violations(dataset, tmp_path / "shop", tmp_path / "spill")
    assert {rule for rule, count in broken.items() if count} == {
        "an order's total and count are those of its lines",
        "a customer has spent the totals of the orders",
        "an order is paid in full, and after it",
        "stock (warehouse_id) refers to warehouses",
    }


def test_a_peer_that_cannot_be_installed_is_skipped_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environments, "CACHE", tmp_path)
    monkeypatch.setattr(environments, "PEERS", {"faker": ("faker @ file:///nowhere", 1, 250)})
    monkeypatch.setenv("UV_OFFLINE", "1")
    (figure,) = environments.peers(1_000)
    assert figure.figure.startswith("skipped: ")
    assert figure.met is None


def _change(folder: Path, column: str, change) -> None:  # type: ignore[no-untyped-def]
    (file,) = folder.glob("*.parquet")
    table = pq.read_table(file)
    place = table.schema.get_field_index(column)
    changed = change(table[column]).cast(table.schema.field(column).type)
    pq.write_table(table.set_column(place, table.schema.field(column), changed), file)
