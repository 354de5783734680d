"""Polymorphic keys from the spec to the views, the rows, the changes and the asset graph."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from assets.errors import InfeasibleSpecError, InputError, SpecError
from assets.outputs.store import OutputStore
from assets.reports.integrity import checks_of, run_checks
from assets.schema.changes import apply
from assets.schema.changes.kinds import RenameColumn, RenameTable
from assets.schema.dataset import Dataset, dataset_from
from assets.schema.views import mermaid_er, sql_ddl
from assets.tables.change_streams.stream import TableChanges
from assets.tables.engine import Engine
from assets.tables.publish import publish_table
from assets.workspace import open_workspace
from dagster_project.lineage import asset_parents

Data = dict[str, Any]
SEQUENCE = {"kind": "sequence"}


def reference(table: str, **rest: Any) -> Data:
    return {"table": table, "column": "id", **rest}


def album(*references: Data, **comments: Any) -> Dataset:
    """Comments on posts and photos, whose ids lie apart."""

    def table(name: str, start: int, rows: int, **rest: Any) -> Data:
        own = {"name": "id", "type": "integer", "generator": {**SEQUENCE, "start": start}}
        others = rest.pop("columns", [])
        return {"name": name, "rows": rows, "primary_key": ["id"], "columns": [own, *others]} | rest

    key = {
        "type_column": "about",
        "id_column": "about_id",
        "references": list(references)
        or [reference("posts", type="Post", weight=3), reference("photos", type="Photo")],
        **comments.pop("key", {}),
    }
    columns = [
        {"name": "about", "type": "varchar(5)", "nullable": True},
        {"name": "about_id", "type": "integer", "nullable": True},
    ]
    tables = [
        table("posts", 1, 50),
        table("photos", 1_001, 70),
        table(
            "comments",
            5_001,
            comments.pop("rows", 4_000),
            **{"columns": columns, "polymorphic_keys": [key], **comments},
        ),
    ]
    return dataset_from({"name": "album", "seed": 3, "tables": tables})


def comments(dataset: Dataset) -> list[Data]:
    rows = dataset.table("comments").rows
    found: list[Data] = Engine(dataset).chunk("comments", 0, rows).to_pylist()
    return found


def test_the_type_names_the_table_of_the_id() -> None:
    found = comments(album(key={"null_rate": 0.2}))
    kinds = Counter(row["about"] for row in found)
    assert kinds[None] == pytest.approx(800, rel=0.15)
    assert kinds["Post"] == pytest.approx(3 * kinds["Photo"], rel=0.15)
    ranges = {"Post": range(1, 51), "Photo": range(1_001, 1_071)}
    assert all(row["about_id"] in ranges[row["about"]] for row in found if row["about"])
    assert all((row["about"] is None) == (row["about_id"] is None) for row in found)
    assert len({row["about_id"] for row in found if row["about"]}) == 120


def test_unique_pairs_use_what_the_weights_leave() -> None:
    unique = [["about", "about_id"]]
    found = comments(album(unique=unique, rows=66))
    assert Counter(row["about"] for row in found) == {"Post": 50, "Photo": 16}
    assert len({(row["about"], row["about_id"]) for row in found}) == 66
    with pytest.raises(InfeasibleSpecError, match=r"must be unique over 67 rows.*at most 66 rows"):
        Engine(album(unique=unique, rows=67))


def test_a_reply_is_to_an_earlier_comment() -> None:
    dataset = album(reference("comments", type="Reply"), reference("posts", type="Post"))
    found = comments(dataset)
    replies = [row for row in found if row["about"] == "Reply"]
    assert len(replies) > 1_500
    assert all(5_001 <= row["about_id"] < row["id"] for row in replies)


def test_a_type_may_be_a_number() -> None:
    columns = [{"name": "about", "type": "smallint"}, {"name": "about_id", "type": "integer"}]
    dataset = album(reference("posts", type=7), reference("photos", type=9), columns=columns)
    assert {row["about"] for row in comments(dataset)} == {7, 9}


REFUSED: dict[str, tuple[Any, str]] = {
    "unknown table": (lambda: album(reference("books")), "table 'books', which does not exist"),
    "no key": (
        lambda: album(reference("posts", column="about")),
        "refers to posts.'about', which does not exist",
    ),
    "another type": (
        lambda: album(columns=[
            {"name": "about", "type": "text"}, {"name": "about_id", "type": "uuid"},
        ]),
        "about_id is uuid and refers to posts.id, which is integer: give both the same type",
    ),
    "no weight": (
        lambda: album(reference("posts", weight=0)),
        "all references have the weight 0: give one a weight above 0",
    ),
    "one name for two": (
        lambda: album(reference("posts", type="X"), reference("photos", type="X")),
        "the type 'X' stands for two references: rename one",
    ),
    "null rate without nullable": (
        lambda: album(key={"null_rate": 0.5}, columns=[
            {"name": "about", "type": "text"}, {"name": "about_id", "type": "integer"},
        ]),
        "null_rate of 0.5, and about is not nullable: set null_rate: 0",
    ),
    "a generator": (
        lambda: album(columns=[
            {"name": "about", "type": "text", "generator": {"kind": "text"}},
            {"name": "about_id", "type": "integer"},
        ]),
        "fills about, which has a generator: remove the generator",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_polymorphic_key_is_no_spec(name: str) -> None:
    build, message = REFUSED[name]
    with pytest.raises(SpecError, match=message):
        build()


def test_a_type_column_that_is_too_short_is_refused() -> None:
    with pytest.raises(InfeasibleSpecError, match=r"'Photograph' has 10 characters.*holds 5"):
        Engine(album(reference("photos", type="Photograph")))


def test_views_and_lineage_know_it() -> None:
    dataset = album()
    assert '"posts" |o..o{ "comments" : "about, about_id"' in mermaid_er(dataset)
    comment = [line for line in sql_ddl(dataset).splitlines() if line.startswith("--")]
    assert comment == [
        '-- left out, SQL has no polymorphic keys: "comments" ("about", "about_id"), '
        'Post in "posts" ("id"), Photo in "photos" ("id")'
    ]
    assert asset_parents(dataset)["comments"].depends_on == ["posts", "photos"]
    data = dataset.model_dump(mode="json", exclude_defaults=True)
    data["tables"][1]["rows"] = 71
    grown = dataset_from(data)
    assert grown.table_hash("comments") != dataset.table_hash("comments")
    assert grown.table_hash("posts") == dataset.table_hash("posts")


def test_renames_are_followed() -> None:
    renamed = apply(
        album(reference("posts"), reference("photos", type="Photo"), key={"null_rate": 0.1}),
        [
            RenameTable(table="photos", new="pics"),
            RenameColumn(table="posts", column="id", new="post_id"),
            RenameColumn(table="comments", column="about_id", new="subject"),
            RenameColumn(table="comments", column="about", new="kind"),
        ],
    )
    (key,) = renamed.table("comments").polymorphic_keys
    assert key.columns == ("kind", "subject")
    assert [(ref.table, ref.column) for ref in key.references] == [
        ("posts", "post_id"),
        ("pics", "id"),
    ]
    assert {row["kind"] for row in comments(renamed)} == {"posts", "Photo", None}


@pytest.mark.parametrize(
    ("table", "fields", "message"),
    [
        ("posts", {"delete": 1}, "no deletes: comments refers to it"),
        ("comments", {"columns": ["about"]}, "cannot change it: it is in a polymorphic key"),
    ],
)
def test_a_stream_of_changes_keeps_it(table: str, fields: Data, message: str) -> None:
    data = album().model_dump(mode="json", exclude_defaults=True)
    next(each for each in data["tables"] if each["name"] == table)["changes"] = fields
    with pytest.raises(InputError, match=message):
        TableChanges(dataset_from(data), table, 10)


def test_published_rows_are_checked(tmp_path: Path) -> None:
    dataset = album(key={"null_rate": 0.1})
    outputs = OutputStore(open_workspace(str(tmp_path)).filesystem)
    said: list[str] = []
    for table in dataset.tables:
        publish_table(dataset, table.name, outputs, run_id="one", say=said.append)
    found = {result.check.name: result for result in run_checks(dataset, "comments", outputs)}
    names = [name for name in found if name.startswith("polymorphic_key")]
    assert names == [
        "polymorphic_key_about_about_id",
        "polymorphic_key_about_about_id_posts",
        "polymorphic_key_about_about_id_photos",
    ]
    assert all(found[name].passed and not found[name].skipped for name in names)
    other = album(reference("photos", type="Post"), reference("posts", type="Image"))
    wrong = {result.check.name: result for result in run_checks(other, "comments", outputs)}
    assert wrong["polymorphic_key_about_about_id"].violations > 50
    assert wrong["polymorphic_key_about_about_id_photos"].violations == 50
    assert len({check.name for check in checks_of(other.table("comments"))}) == len(wrong)
