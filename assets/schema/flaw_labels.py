"""The tables of labels that flawed tables have, as tables of their own."""

from __future__ import annotations

from assets.schema.dataset import Dataset
from assets.schema.table import Column, Table
from assets.schema.types import ColumnType


def label_table(table: Table) -> Table:
    """The table of labels of ``table``, as far as its name, columns and key go.

    One row is one flawed cell: the number of its row, counted from 0; the row's primary key; its
    column; the kind of flaw; the true and the flawed value as text; and the row whose value it has,
    where the flaw took it from another one. How many rows there are is not known before.
    """
    key = [
        Column(name=name, type=table.column(name).type, description=f"Of the row in {table.name}.")
        for name in table.primary_key
    ]
    columns = [
        _column("row_number", "bigint", "The flawed row, counted from 0."),
        *key,
        _column("column_name", "varchar(128)", "The flawed column."),
        _column("flaw", "varchar(20)", "The kind of flaw."),
        _column("true_value", "text", "The value without the flaw.", nullable=True),
        _column("flawed_value", "text", "The value in the table.", nullable=True),
        _column("other_row", "bigint", "The row that has the flawed value.", nullable=True),
    ]
    return Table.model_construct(
        name=table.labels_name or f"{table.name}_flaws",
        columns=columns,
        primary_key=["row_number", "column_name"],
        description=f"The flawed cells of {table.name}, with their true values.",
    )


def with_label_tables(dataset: Dataset) -> Dataset:
    """The dataset with the tables of labels that it asks for, to write them wherever tables are.

    Their number of rows is not known, so that it is no spec to generate."""
    labels = [label_table(table) for table in dataset.tables if table.labels_name is not None]
    return dataset.model_copy(update={"tables": [*dataset.tables, *labels]}) if labels else dataset


def _column(name: str, type_text: str, description: str, *, nullable: bool = False) -> Column:
    kind = ColumnType.parse(type_text)
    return Column(name=name, type=kind, nullable=nullable, description=description)
