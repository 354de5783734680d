"""What a hostile spec says is refused or bounded: it reaches no file, and fills no memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from assets.errors import GenerationError, InputError, SpecError
from assets.schema.generator_fields import SqlExpression
from assets.schema.types import ColumnType
from assets.tables.expressions import columns_of, evaluate
from assets.tables.mending import problems_of
from tests.properties.breakages.edits import added, generator, table
from tests.properties.breakages.shop import Data, shop

ROOT = Path(__file__).parents[2]
BUILDABLE = TypeAdapter(SqlExpression)

FORBIDDEN = {
    "a file": "(SELECT max(x) FROM read_csv('/etc/passwd'))",
    "a text file": "(SELECT content FROM read_text('/etc/passwd'))",
    "a file by name": "(FROM '/etc/passwd')",
    "a file as JSON": "json_serialize_plan('SELECT * FROM read_csv(''/etc/passwd'')')",
    "the folder": "(SELECT file FROM glob('*'))",
    "the network": "(SELECT 1 FROM 'http://127.0.0.1:1/x.parquet')",
    "copy": "1); COPY (SELECT 1) TO '/tmp/owned'; SELECT (1",
    "attach": "1); ATTACH '/tmp/owned.db'; SELECT (1",
    "pragma": "1); PRAGMA database_list; SELECT (1",
    "install": "1); INSTALL httpfs; SELECT (1",
    "a comment": "1 -- ) FROM x",
    "another comment": "1 /* */",
    "the environment": "getenv('HOME')",
    "a setting": "current_setting('memory_limit')",
    "a variable": "getvariable('x')",
    "the clock": "now()",
    "chance": "random()",
    "a sequence": "nextval('s')",
    "an error": "error('x')",
    "a log": "write_log('x')",
    "a subquery": "(SELECT 1)",
    "an existence": "EXISTS (SELECT 1)",
    "a window": "row_number() OVER ()",
    "an aggregate": "sum(age)",
    "all columns": "*",
    "columns": "COLUMNS('a.*')",
    "a lambda": "list_transform([1], lambda x: x)",
    "a parameter": "$1",
    "a second value": "1), (2",
    "a union": "1) UNION SELECT (2",
    "a condition": "1) WHERE (true",
    "an order": "1) ORDER BY (1",
    "a limit": "1) LIMIT (1",
    "a source": "1) FROM range(1000000000) AS t(v",
    "no column": "nothing",
    "rows of a catalog": "(SELECT count(*) FROM duckdb_settings())",
    "long repeat": "repeat('x', 1000000000)",
    "repeated repeat": "repeat(repeat(repeat(email, 1000), 1000), 1000)",
    "repeat by a column": "repeat('x', age * age * age)",
    "left pad": "lpad(email, 2147483647, 'x')",
    "right pad": "rpad(email, 2147483647, 'x')",
    "range": "len(range(1000000000000))",
    "series": "generate_series(1, 1000000000)::VARCHAR",
    "format": "format('{:>1000000000}', email)",
    "format of a format": "format('{:>{}}', email, 1000000000)",
    "format of a column": "format(email, 1)",
    "printf": "printf('%1000000000d', 1)",
    "printf of a width": "printf('%*d', 1000000000, 1)",
    "bits": "bitstring('1', 1000000000)::VARCHAR",
    "resized list": "list_resize([1], 100000000)::VARCHAR",
    "bins": "equi_width_bins(0::BIGINT, 9::BIGINT, 100000000::BIGINT, true)::VARCHAR",
    "array": "CAST(NULL AS INTEGER[90000])::VARCHAR",
    "replace": "replace(replace(repeat('x', 900), 'x', repeat('x', 900)), 'x', repeat('x', 900))",
    "replace by pattern": "regexp_replace(repeat('a', 9000), 'a', repeat('b', 9000), 'g')",
    "split": "string_split(repeat('a', 1000000), 'a')::VARCHAR",
    "distance": "levenshtein(repeat(email, 3000), repeat(email, 3000))",
    "concat": "||".join(["email"] * 280),
    "nested lists": "[" * 300 + "1" + "]" * 300,
    "deep": "1+" * 999 + "1",
    "too long": "1+" * 1_500 + "1",
    "nothing": " ",
    "half": "((",
}
"""Expressions that are never run."""

BOUNDED = {
    "parentheses": "(" * 990 + "1" + ")" * 990,
    "minus": "- " * 950 + "1",
    "not": "NOT " * 400 + "true",
    "cases": "CASE WHEN true THEN " * 60 + "1" + " END" * 60,
    "many in a list": "age IN (" + "1," * 900 + "1)",
    "like": "(email || email) LIKE '" + "%a" * 30 + "b'",
    "glob": "(email || email) GLOB '" + "*a" * 30 + "b'",
    "pattern": "regexp_matches(repeat(email, 30), '(a+)+$b')",
    "similar": "email SIMILAR TO '((a+)+)+b'",
    "many digits": "9" * 1_900,
    "decimal": f"'{'9' * 1_000}'::DECIMAL(38,0)",
    "factorial": "factorial(2147483647)",
    "power": "10::DOUBLE ** 1e308",
    "year": "DATE '2020-01-01' + INTERVAL 999999999 YEAR",
    "zone": "'2020-01-01'::TIMESTAMPTZ AT TIME ZONE '../../etc/passwd'",
    "index": "[1][1000000000]",
    "format of dates": "strftime(DATE '2020-01-01', '" + "%c" * 300 + "')",
    "NUL": "'\x00'",
}
"""Expressions that run, or fail, in a moment."""

ORDINARY = {
    "price": "round(age * 1.19, 2)",
    "name": "upper(left(email, 1)) || lower(substr(email, 2))",
    "stars": "repeat('*', least(age, 5))",
    "padded": "lpad(age::VARCHAR, 8, '0')",
    "rest": "repeat('-', age % 10)",
    "greeting": "format('Dear {}, you are {:>3}', email, age)",
    "code": "printf('%05d-%s', age, email)",
    "cleaned": "regexp_replace(replace(email, ' ', '_'), '[^a-z]', '', 'g')",
    "domain": "split_part(email, '@', 2)",
    "words": "len(string_split(email, '.'))",
    "label": "CASE WHEN age < 30 THEN 'young' ELSE 'not so' END",
    "day": "strftime(DATE '2024-01-31' + age::INTEGER, '%Y-%m-%d')",
    "like": "email LIKE '%a%b%c%'",
    "distance": "levenshtein(email, 'someone@example.org')",
    "list": "list_contains([18, 21], age)",
    "json": "json_extract_string('{\"a\": 1}', '$.a')",
    "hash": "md5(email)",
}
"""What people write."""

ROWS = 2_000
COLUMNS: dict[tuple[str, ...], pa.Array] = {
    ("email",): pa.array(["a" * 30] * ROWS),
    ("age",): pa.array(range(ROWS), pa.int32()),
}

IN_PLACES: dict[str, Any] = {
    "expression": lambda sql: generator("customers.spent", kind="expression", type="text", sql=sql),
    "check": lambda sql: table("customers", checks=[{"sql": sql}]),
    "filter": lambda sql: generator(
        "customers.spent", kind="aggregate", function="count", table="orders", filter=sql
    ),
    "when": lambda sql: added(
        "customers",
        {
            "name": "c",
            "type": "text",
            "generator": {
                "kind": "conditional",
                "cases": [{"when": sql, "use": {"kind": "text"}}],
                "otherwise": {"kind": "text"},
            },
        },
    ),
}


def refused(data: Data) -> bool:
    return bool(problems_of(data, sample_rows=100)[1])


def checked(sql: str) -> list[tuple[str, ...]]:
    BUILDABLE.validate_python(sql)
    return columns_of(sql, ["email", "age"], where="t.c")


def ran(sql: str) -> pa.Array | None:
    """The values of an expression; None where it is refused or fails as expressions may."""
    try:
        return evaluate(
            sql, {n: COLUMNS[n] for n in checked(sql)}, ROWS, ColumnType("text"), where="t.c"
        )
    except (ValidationError, SpecError, GenerationError):
        return None


@pytest.mark.parametrize("place", IN_PLACES)
def test_what_is_forbidden_is_refused_wherever_it_stands(place: str) -> None:
    for name, sql in FORBIDDEN.items():
        data = shop()
        IN_PLACES[place](sql)(data)
        assert refused(data), name


@pytest.mark.parametrize("name", FORBIDDEN)
def test_what_is_forbidden_never_runs(name: str) -> None:
    with pytest.raises((InputError, ValidationError)):
        checked(FORBIDDEN[name])


@pytest.mark.parametrize("name", ORDINARY)
def test_what_people_write_runs(name: str) -> None:
    made = ran(ORDINARY[name])
    assert made is not None
    assert len(made) == ROWS
    assert made.null_count == 0


def test_all_attacks_together_take_little_memory_and_time() -> None:
    """In a process that may not have more than 1.5 GB of addresses beyond what it starts with."""
    program = """
import json, resource, sys
from tests.properties.test_hostile_properties import COLUMNS, ran
ran("email")
pages = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (pages + 1_500_000_000,) * 2)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for sql in json.load(sys.stdin):
    ran(sql)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps([*FORBIDDEN.values(), *BOUNDED.values()]),
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    assert int(done.stdout) < 400_000  # kilobytes


_names = st.sampled_from(["email", "age", "'x'", "1", "100000000000", "NULL", "1.5", "''"])
_functions = st.sampled_from(
    "repeat lpad rpad replace regexp_replace concat upper reverse hex bin url_encode to_json md5 "
    "levenshtein string_split list_value len least greatest format printf strftime translate "
    "regexp_extract_all range list_resize left substr coalesce bar to_base json_pretty".split()
)


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    calls = st.tuples(_functions, st.lists(inner, min_size=1, max_size=4))
    infix = st.tuples(inner, st.sampled_from(["||", "+", "*", "=", "LIKE", "AND", "**"]), inner)
    return st.one_of(
        calls.map(lambda call: f"{call[0]}({', '.join(call[1])})"),
        infix.map(lambda parts: f"({' '.join(parts)})"),
        inner.map(lambda part: f"CAST({part} AS VARCHAR)"),
        inner.map(lambda part: f"CASE WHEN {part} IS NULL THEN 1 ELSE 2 END"),
    )


@settings(max_examples=150, deadline=4_000)
@given(st.recursive(_names, _grown, max_leaves=12) | st.text(max_size=80))
def test_any_expression_runs_in_a_moment_or_is_refused(sql: str) -> None:
    made = ran(sql)
    assert made is None or len(made) == ROWS


_TEMPLATES = [
    "{email.__class__}", "{email[0]}", "{0}", "{}", "{email!r}", "{email:1000000000}",
    "{email:{age}}", "{{{{", "}", "{", "{email", "{ email }", "{customers.email}", "{spent.x.y}",
]  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(_TEMPLATES) | st.text("{}:!.[]()email0 ", min_size=1, max_size=30))
def test_any_template_is_text_or_refused(template: str) -> None:
    data = shop()
    generator("orders.label", kind="template", template=template)(data)
    dataset, found = problems_of(data, sample_rows=5)
    assert dataset is not None
    for problem in found:
        assert (problem.table, problem.column) == ("orders", "label")
        assert problem.repairs


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+$", "((a+)+)+", "(.*)*", "(.{1,100}){1,100}", "a{999999999}", "(" * 200 + ")" * 200,
     "(?:a|b|ab)*c" * 60, "(x+x+)+y", ".*" * 400, "(?=a)b", "(a)\\1", "(a?){500}a{500}", "[a-"],
)  # fmt: skip
def test_a_catastrophic_pattern_is_refused_or_bounded(pattern: str) -> None:
    data = shop()
    generator("orders.label", kind="regex", pattern=pattern)(data)
    for problem in problems_of(data, sample_rows=100)[1]:
        assert (problem.table, problem.column) == ("orders", "label")
        assert problem.repairs
