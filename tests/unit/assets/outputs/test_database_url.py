"""Addresses of databases, and that nothing ever repeats a password."""

from __future__ import annotations

import traceback

import pyarrow as pa
import pytest

from assets.errors import DataForgeError, InputError, NotFoundError
from assets.outputs.databases import LoadOptions, load_tables
from assets.outputs.databases.url import DatabaseUrl
from assets.outputs.export import ExportJob
from assets.schema.dataset import dataset_from

COLUMN = {"name": "id", "type": "bigint", "generator": {"kind": "sequence"}}
DATASET = dataset_from({"name": "d", "tables": [{"name": "t", "columns": [COLUMN]}]})
TABLE = pa.table({"id": [1]})
JOB = ExportJob("t", TABLE.schema, TABLE.to_batches())


def test_an_address_is_taken_apart() -> None:
    url = DatabaseUrl.parse("PostgreSQL://a%40b:p%2F:@[::1]:5432/my%20db?sslmode=require")
    assert (url.scheme, url.user, url.host, url.database) == (
        "postgresql",
        "a@b",
        "[::1]:5432",
        "my db",
    )
    assert url.password is not None
    assert url.password.get_secret_value() == "p/:"
    assert str(url) == "postgresql://a%40b@[::1]:5432/my%20db"
    assert url.without_password("postgresql") == (
        "postgresql://a%40b@[::1]:5432/my%20db?sslmode=require"
    )
    assert DatabaseUrl.parse("sqlite:////folder/x.db").database == "/folder/x.db"
    assert DatabaseUrl.parse("sqlite:///x.db").database == "x.db"


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://studio:s3cr3t@127.0.0.1:1/x",
        "postgresql://studio:p%40s3cr3t@127.0.0.1:1/x",
        "postgresql://studio:s3@cr3t@127.0.0.1:1/x",
        "postgresql://studio:s3/cr3t@127.0.0.1:1/x",
        "postgresql://studio@127.0.0.1:1/x?password=s3cr3t",
        "postgresql://studio@127.0.0.1:1/x?password=s3cr3t&nonsense=s3cr3t",
        "postgresql://studio:s3cr3t@127.0.0.1:port/x",
        "mysql://studio:s3cr3t@127.0.0.1/x",
        "mysql+pymysql://studio:s3cr3t@127.0.0.1:port/x",
        "nonsense://studio:s3cr3t@127.0.0.1/x",
        "sqlite://studio:s3cr3t@127.0.0.1/x",
        "duckdb://studio:s3cr3t@127.0.0.1/x",
        "postgres//studio:s3cr3t@127.0.0.1/x",
    ],
)
def test_a_password_is_in_no_error(address: str) -> None:
    with pytest.raises(DataForgeError) as caught:
        load_tables(address, DATASET, [JOB], LoadOptions())
    told = "".join(traceback.format_exception(caught.value))
    assert "cr3t" not in told
    assert "cr3t" not in str(caught.value)


def test_the_password_is_in_no_representation() -> None:
    url = DatabaseUrl.parse("postgresql://studio:s3cr3t@host/x?sslpassword=other")
    assert "s3cr3t" not in f"{url!r}{url}"
    assert "other" not in f"{url!r}{url}{url.without_password('postgresql')}"
    assert url.hide("a s3cr3t and other") == "a *** and ***"


def test_what_cannot_be_loaded_says_why(tmp_path: str) -> None:
    with pytest.raises(InputError, match="no driver for mysql"):
        load_tables("mysql://host/x", DATASET, [JOB], LoadOptions())
    for scheme in ("sqlite", "duckdb"):
        with pytest.raises(InputError, match="names no file"):
            load_tables(f"{scheme}://", DATASET, [JOB], LoadOptions())
        with pytest.raises(NotFoundError, match="no such folder"):
            load_tables(f"{scheme}:///{tmp_path}/no/x", DATASET, [JOB], LoadOptions(create=True))
