"""The table of twelve mixed columns that most figures are about."""

from __future__ import annotations

from pathlib import Path

from assets.outputs.export import ExportJob, export_tables
from assets.schema.dataset import Dataset
from assets.schema.formats import read_spec
from assets.tables.engine import Engine

SPEC = Path(__file__).with_name("customers.yaml")
TABLE = "customers"


def customers(rows: int) -> Dataset:
    """The benchmark's dataset with so many customers."""
    dataset = read_spec(SPEC)
    tables = [
        table.model_copy(update={"rows": rows}) if table.name == TABLE else table
        for table in dataset.tables
    ]
    return dataset.model_copy(update={"tables": tables})


def export(dataset: Dataset, folder: Path, *tables: str, workers: int = 1) -> None:
    """Generates tables, or the customers, and publishes them as Parquet, as the command does."""
    engine = Engine(dataset)
    names = tables or (TABLE,)
    export_tables(
        folder,
        [ExportJob(name, engine.schema(name), engine.source(name)) for name in names],
        dataset=dataset.name,
        spec_version=dataset.version,
        run_id="benchmark",
        seed=dataset.seed,
        workers=workers,
    )
