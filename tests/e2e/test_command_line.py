"""The command line as a person or a script meets it: a real process, its output and exit code."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from studio_ui.command_line.main import run

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples/bookstore.yaml"
DATAFORGE = Path(sys.executable).with_name("dataforge")
SPEC = """\
name: shop
tables:
- name: customers
  rows: 300
  primary_key: [customer_id]
  columns:
  - {name: customer_id, type: integer, generator: {kind: sequence}}
  - {name: email, type: varchar(60), unique: true, generator: {kind: person, field: email}}
- name: orders
  rows: 900
  primary_key: [order_id]
  columns:
  - {name: order_id, type: integer, generator: {kind: sequence}}
  - {name: customer_id, type: integer}
  - {name: note, type: text, nullable: true, null_rate: 0.5, generator: {kind: text}}
  foreign_keys:
  - {columns: [customer_id], references: customers, references_columns: [customer_id]}
"""

pytestmark = pytest.mark.e2e


def dataforge(*words: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [DATAFORGE, *map(str, words)], cwd=folder, capture_output=True, text=True, timeout=60
    )


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "shop.yaml"
    path.write_text(SPEC)
    return path


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the shop's published tables; tests work on copies."""
    folder = tmp_path_factory.mktemp("shop")
    (folder / "shop.yaml").write_text(SPEC)
    assert dataforge("generate", "shop.yaml", "--out", "d", folder=folder).returncode == 0
    return folder


@pytest.fixture
def published(shop: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(shop / "d", tmp_path / "d"))


Refused = Callable[..., None]


@pytest.fixture
def refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Refused:
    """Requires that a command line ends with code 2 and one line that has ``word``.

    Within this process: a process for each of many refusals would take most of its time to start.
    """
    monkeypatch.chdir(tmp_path)

    def check(*words: str | Path, word: str = "") -> None:
        assert run([str(each) for each in words]) == 2
        said = capsys.readouterr().err
        assert len(said.strip().splitlines()) == 1, said
        assert word in said

    return check


def test_from_ddl_to_an_answer(tmp_path: Path) -> None:
    (tmp_path / "s.sql").write_text(
        "CREATE TABLE dept (id int PRIMARY KEY, name varchar(30) NOT NULL UNIQUE);"
        "CREATE TABLE emp (id int PRIMARY KEY, dept_id int NOT NULL REFERENCES dept, boss int "
        "REFERENCES emp (id), salary numeric(8,2) CHECK (salary > 0));"
    )
    read = dataforge("intake", "s.sql", "-o", "s.yaml", "--json", folder=tmp_path)
    assert json.loads(read.stdout)["foreign_keys"] == 2
    assert dataforge("validate", "s.yaml", folder=tmp_path).returncode == 0
    made = dataforge("generate", "s.yaml", "--out", "d", "--rows", "500", "--json", folder=tmp_path)
    summary = json.loads(made.stdout)
    assert summary["rows"] == 1_000
    assert summary["warnings"] == []
    assert pq.read_table(*(tmp_path / "d/emp").glob("*.parquet")).num_rows == 500
    sql = "SELECT count(*) AS n FROM emp LEFT JOIN dept ON dept_id = dept.id WHERE dept.id IS NULL"
    asked = dataforge("query", "d", sql, "--json", folder=tmp_path)
    assert json.loads(asked.stdout)["rows"] == [[0]]


@pytest.mark.parametrize("form", ["parquet", "csv", "jsonl"])
def test_a_range_is_part_of_the_whole(tmp_path: Path, spec: Path, form: str) -> None:
    for folder, words in (("whole", ()), ("part", ("--range", "100:140"))):
        made = dataforge(
            "generate", spec, "--out", folder, "--table", "orders", "--format", form, *words,
            folder=tmp_path,
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
        assert "warning: orders refers to customers" in made.stderr
    rows = []
    for folder in ("whole", "part"):
        sql = "SELECT * FROM orders ORDER BY order_id"
        asked = dataforge("query", folder, sql, "--json", "--limit", "1000", folder=tmp_path)
        rows.append(json.loads(asked.stdout)["rows"])
    assert len(rows[1]) == 40
    assert rows[0][100:140] == rows[1]


def test_the_seed_decides(tmp_path: Path, spec: Path) -> None:
    found = []
    for folder, seed in (("a", "5"), ("b", "5"), ("c", "6")):
        dataforge("generate", spec, "--out", folder, "--seed", seed, folder=tmp_path)
        manifest = json.loads((tmp_path / folder / "orders/_manifest.json").read_text())
        found.append(manifest["content_hash"])
    assert found[0] == found[1] != found[2]


BAD_SPECS = {
    "hostile name": (SPEC.replace("name: orders", "name: '\"; drop'"), "may not stand in the name"),
    "path": (SPEC.replace("name: orders", "name: ../x"), "../x"),
    "long name": (SPEC.replace("name: orders", f"name: {'x' * 300}"), "300"),
    "emoji": (SPEC.replace("name: orders", "name: 😀"), "😀"),
    "dataset for Dagster": (SPEC.replace("name: shop", "name: my-shop!"), "my_shop"),
    "case": (SPEC.replace("name: orders", "name: Customers"), "but for case"),
    "unknown field": (SPEC.replace("rows: 900", "rowz: 900"), "rowz"),
    "no target": (SPEC.replace("references: customers", "references: clients"), "clients"),
    "no rows": (SPEC.replace("rows: 900", "rows: 0"), "orders.rows"),
    "too many rows": (SPEC.replace("rows: 900", f"rows: {10**12}"), "1,000,000,000,000"),
    "not YAML": ("name: [", "line 1"),
    "binary": ("\x00\x01", "YAML"),
    "empty": ("", "mapping"),
}


@pytest.mark.parametrize("name", BAD_SPECS)
def test_a_bad_spec_is_refused_and_changes_nothing(
    published: Path, spec: Path, refused: Refused, name: str
) -> None:
    before = {path: path.read_bytes() for path in published.rglob("*") if path.is_file()}
    text, word = BAD_SPECS[name]
    spec.write_text(text)
    refused("generate", spec, "--out", "d", word=word)
    refused("validate", spec, word=word)
    after = {path: path.read_bytes() for path in published.rglob("*") if path.is_file()}
    assert after == before


@pytest.mark.parametrize(
    ("words", "word"),
    [
        (("--rows", "0"), "--rows"),
        (("--rows", "-5"), "--rows"),
        (("--rows", str(10**12)), "limit"),
        (("--rows", "many"), "--rows"),
        (("--table", "nope"), "customers, orders"),
        (("--range", "5"), "0:1000"),
        (("--range", "50:10"), "50:10"),
        (("--range", "0:99999"), "300 rows"),
        (("--seed", "-1"), "--seed"),
        (("--format", "docx"), "--format"),
        (("--nope",), "--nope"),
    ],
)
def test_bad_options_are_refused(
    tmp_path: Path, spec: Path, refused: Refused, words: tuple[str, ...], word: str
) -> None:
    refused("generate", spec, "--out", "d", *words, word=word)
    assert not (tmp_path / "d").exists()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "nothing"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", ""),
        (b"dear diary, today", ""),
        (b"CREATE TABLE t (id int PRIMARY KEY, name varch", "line 1"),
        (b"CREATE TABLE t (a int REFERENCES nowhere (id));", "nowhere"),
        (b'CREATE TABLE "../x" (a int);', "../x"),
        (b'CREATE TABLE "T" (a int); CREATE TABLE "t" (a int);', "case"),
    ],
)
def test_a_bad_schema_is_refused(
    tmp_path: Path, refused: Refused, content: bytes, word: str
) -> None:
    (tmp_path / "s.sql").write_bytes(content)
    refused("intake", "s.sql", "-o", "s.yaml", word=word)
    assert not (tmp_path / "s.yaml").exists()


@pytest.mark.parametrize(
    "sql",
    ["SELEC 1", "SELECT * FROM nope", "DROP TABLE orders", "COPY orders TO 'x.csv'",
     "SELECT * FROM read_csv('/etc/passwd')", "SET memory_limit = '9GB'", ""],
)  # fmt: skip
def test_a_bad_query_is_refused(
    tmp_path: Path, published: Path, refused: Refused, sql: str
) -> None:
    refused("query", published, sql)
    assert not (tmp_path / "x.csv").exists()


def test_a_process_is_refused_with_code_2_and_one_line(tmp_path: Path, spec: Path) -> None:
    spec.write_text("name: [")
    result = dataforge("generate", spec, "--out", "d", folder=tmp_path)
    assert (result.returncode, len(result.stderr.splitlines())) == (2, 1)


def test_a_run_without_the_studio_says_how_to_start_it(tmp_path: Path) -> None:
    result = dataforge("run", "bookstore", folder=tmp_path)
    assert result.returncode == 1
    assert "nothing answers" in result.stderr
    assert "Traceback" not in result.stderr


def test_debug_shows_the_traceback(tmp_path: Path) -> None:
    assert "Traceback" in dataforge("validate", "no.yaml", "--debug", folder=tmp_path).stderr


def test_the_example_is_feasible_and_generates(tmp_path: Path) -> None:
    assert "8 tables" in dataforge("validate", EXAMPLE, folder=tmp_path).stdout
    made = dataforge("generate", EXAMPLE, "--out", "d", folder=tmp_path)
    assert made.returncode == 0
    assert "0 warnings" in made.stdout


def test_version_and_help(tmp_path: Path) -> None:
    assert dataforge("--version", folder=tmp_path).stdout.startswith("dataforge ")
    assert "generate" in dataforge("--help", folder=tmp_path).stdout
