"""The schema screen: editing, validation, preview, saving, versions, conflicts."""

from __future__ import annotations

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from assets.schema.versions import VersionStore
from tests.fixtures.studio import wait_until
from tests.screens.loopback_dagster import LoopbackDagster
from tests.screens.reading import button, press, small_shop, texts

Open = Callable[..., AppTest]


def set_rows(app: AppTest, rows: int, table: str = "customers") -> AppTest:
    app.number_input(key=f"table:shop:{table}:rows").set_value(rows)
    return app.run()


def test_an_empty_catalogue_says_how_to_begin(open_app: Open) -> None:
    app = open_app()
    assert app.header[0].value == "No dataset yet"
    press(app, "first_example")
    assert app.header[0].value == "bookstore"
    assert button(app, "generate").disabled is False


def test_the_first_screen_shows_the_dataset_and_its_rows(
    open_app: Open, versions: VersionStore
) -> None:
    app = open_app()
    assert app.header[0].value == "shop"
    assert "Version 1" in texts(app)
    grid = app.data_editor[0].value
    assert list(grid["name"]) == ["id", "email", "referred_by"]
    assert list(grid["generator"]) == ["sequence", "person", "foreign key"]
    preview = app.dataframe[-1].value
    assert len(preview) == 20
    assert list(preview.columns) == ["id", "email", "referred_by"]


def test_another_table_is_picked(open_app: Open, versions: VersionStore) -> None:
    app = open_app()
    app.radio(key="list:table:shop").set_value("orders").run()
    assert list(app.dataframe[-1].value.columns)[:2] == ["shop", "number"]


def test_an_edit_shows_at_once_and_is_not_saved(open_app: Open, versions: VersionStore) -> None:
    app = set_rows(open_app(), 7)
    assert "Unsaved changes" in texts(app)
    assert len(app.dataframe[-1].value) == 7
    assert button(app, "generate").disabled
    assert button(app, "save").disabled is False
    assert versions.load("shop").table("customers").rows == 1_000


def test_the_form_edits_a_generator(open_app: Open, versions: VersionStore) -> None:
    app = open_app()
    app.selectbox(key="form:shop:customers:email:kind").set_value("pattern").run()
    app.text_input(key="form:shop:customers:email:pattern.pattern").set_value("c###@x.test").run()
    assert app.data_editor[0].value["parameters"][1] == "pattern: c###@x.test"
    assert app.dataframe[-1].value["email"][0].endswith("@x.test")


def test_what_cannot_be_is_named_with_table_and_column(
    open_app: Open, versions: VersionStore
) -> None:
    app = open_app()
    app.radio(key="list:table:shop").set_value("orders").run()
    app.selectbox(key="form_column:shop:orders").set_value("price").run()
    field = "form:shop:orders:price:decimal.max"
    app.text_input(key=field).set_value("many").run()
    assert "1 problem" in texts(app)
    assert "orders\\.price" in texts(app)
    assert button(app, "save").disabled
    app.text_input(key=field).set_value("50").run()
    assert "problem" not in texts(app)


def test_a_key_that_is_too_small_is_refused_before_a_run(
    open_app: Open, versions: VersionStore
) -> None:
    app = open_app()
    app.selectbox(key="form:shop:customers:email:kind").set_value("pattern").run()
    app.text_input(key="form:shop:customers:email:pattern.pattern").set_value("c#").run()
    assert "1 problem" in texts(app)
    assert "customers" in texts(app)


def test_an_offered_repair_is_applied_and_undone(open_app: Open, versions: VersionStore) -> None:
    app = open_app()
    app.selectbox(key="form:shop:customers:email:kind").set_value("pattern").run()
    app.text_input(key="form:shop:customers:email:pattern.pattern").set_value("c#").run()
    assert "1 problem" in texts(app)
    offered = button(app, "repair:0:0").label.replace("\\", "")
    assert offered == "Lower the rows of customers from 1,000 to 10"
    press(app, "repair:0:0")
    assert "problem" not in texts(app)
    assert app.number_input(key="table:shop:customers:rows").value == 10
    assert button(app, "save").disabled is False
    press(app, "undo_repair")
    assert "1 problem" in texts(app)
    assert app.number_input(key="table:shop:customers:rows").value == 1_000
    assert versions.load("shop").table("customers").rows == 1_000


def test_a_spec_that_is_not_well_formed_is_repaired(open_app: Open, versions: VersionStore) -> None:
    app = open_app()
    app.radio(key="list:table:shop").set_value("orders").run()
    app.selectbox(key="form_column:shop:orders").set_value("price").run()
    app.text_input(key="form:shop:orders:price:decimal.min").set_value("500").run()
    assert "1 problem" in texts(app)
    press(app, "repair:0:0")
    assert "problem" not in texts(app)
    assert app.text_input(key="form:shop:orders:price:decimal.max").value == "500.0"


def test_saving_shows_the_diff_and_tells_dagster(
    open_app: Open, versions: VersionStore, dagster: LoopbackDagster
) -> None:
    app = press(set_rows(open_app(), 7), "save")
    assert "rows 1000 → 7" in texts(app).replace("\\", "").replace(",", "")
    app.text_input(key="message:shop").set_value("Fewer")
    press(app, "save_version")
    head = versions.head("shop")
    assert (head.number, head.history[-1].message) == (2, "Fewer")
    assert versions.load("shop").table("customers").rows == 7
    app.run()
    assert "Version 2" in texts(app)
    wait_until(lambda: "REFRESH" in dagster.names())


def test_a_save_survives_a_dagster_that_is_down(open_app: Open, versions: VersionStore) -> None:
    app = press(set_rows(open_app(), 7), "save")
    press(app, "save_version")
    assert versions.head("shop").number == 2
    for _ in range(20):
        app.run()
        if app.warning:
            break
    assert "Dagster will pick it up when it is back" in app.warning[0].value


def test_whom_another_tab_forestalled_sees_both_edits(
    open_app: Open, versions: VersionStore
) -> None:
    mine = set_rows(open_app(), 7)
    theirs = versions.load("shop").with_rows(50)
    first = versions.save(theirs, expected=small_shop().version, message="Theirs")
    press(mine, "save")
    assert "Version 2 was saved" in mine.warning[0].value
    assert versions.head("shop").version == first.version
    press(mine, "reload_theirs")
    assert mine.number_input(key="table:shop:customers:rows").value == 50


def test_mine_goes_on_top_of_theirs(open_app: Open, versions: VersionStore) -> None:
    mine = set_rows(open_app(), 7)
    base = versions.load("shop")
    orders = base.table("orders").model_copy(update={"description": "Theirs"})
    tables = [orders if table.name == "orders" else table for table in base.tables]
    versions.save(base.model_copy(update={"tables": tables}), expected=base.version)
    press(mine, "save")
    press(mine, "save_on_top")
    both = versions.load("shop")
    assert (both.table("customers").rows, both.table("orders").description) == (7, "Theirs")


def test_tabs_do_not_share_drafts(open_app: Open, versions: VersionStore) -> None:
    one, other = open_app(), open_app()
    set_rows(one, 7)
    other.run()
    assert "Unsaved changes" not in texts(other)
    assert other.number_input(key="table:shop:customers:rows").value == 1_000


def test_a_tab_without_edits_follows_the_head(open_app: Open, versions: VersionStore) -> None:
    app = open_app()
    versions.save(versions.load("shop").with_rows(5), expected=small_shop().version)
    app.run()
    assert app.number_input(key="table:shop:customers:rows").value == 5
    assert "Version 2" in texts(app)


def test_yaml_is_applied_or_refused(open_app: Open, versions: VersionStore) -> None:
    app = open_app()
    app.segmented_control(key="view:shop").set_value("YAML").run()
    area = app.text_area[0]
    area.set_value(area.value.replace("name: customers", "name: people")).run()
    press(app, "apply_yaml")
    assert "refers to the table" in app.error[0].value
    area = app.text_area[0]
    area.set_value("name: shop\ntables: [{name: a, columns: []}]").run()
    press(app, "apply_yaml")
    assert app.error
    assert "Version 1" in texts(app)


def test_an_older_version_is_loaded(open_app: Open, versions: VersionStore) -> None:
    first = small_shop().version
    versions.save(small_shop().with_rows(5), expected=first, message="Fewer")
    app = open_app()
    app.segmented_control(key="view:shop").set_value("Versions").run()
    app.session_state["history:shop:2"] = {"selection": {"rows": [1], "columns": [], "cells": []}}
    app.run()
    press(app, "load_version")
    assert app.number_input(key="table:shop:customers:rows").value == 1_000
    assert "Unsaved changes" in texts(app)


def test_every_view_is_drawn(open_app: Open, versions: VersionStore) -> None:
    app = open_app()
    for view in ("Keys and checks", "Diagram", "YAML", "Versions", "Columns"):
        app.segmented_control(key="view:shop").set_value(view).run()
        assert not app.exception, view
    app.segmented_control(key="view:shop").set_value("Diagram").run()
    assert "erDiagram" in texts(app)


def test_rows_can_follow_from_a_parent(open_app: Open, versions: VersionStore) -> None:
    app = open_app()
    app.radio(key="list:table:shop").set_value("orders").run()
    app.segmented_control(key="view:shop").set_value("Keys and checks").run()
    parent = "for each row of customers (customer_id)"
    app.selectbox(key="family:shop:orders:parent").set_value(parent).run()
    count = app.text_input(key="family:shop:orders:count")
    assert count.value == "kind: integer, min: 1, max: 5"
    count.set_value("kind: integer, min: 3, max: 3").run()
    rows = app.number_input(key="table:shop:orders:rows")
    assert (rows.value, rows.disabled) == (3_000, True)
    count.set_value("three").run()
    assert "1 problem" in texts(app)


def test_tables_are_added_renamed_and_removed(open_app: Open, versions: VersionStore) -> None:
    app = press(open_app(), "add_table")
    app.text_input(key="table:shop:table_1:name").set_value("products").run()
    assert app.radio(key="list:table:shop").value == "products"
    press(app, "remove:shop:products")
    assert "Version 1" in texts(app)


def test_a_new_dataset_of_any_name(open_app: Open, versions: VersionStore) -> None:
    app = open_app()
    app.menu_button(key="add_dataset").set_value("New dataset").run()
    app.text_input(key="new_name").set_value('Web Shop"; drop')
    press(app, "create_dataset")
    assert app.header[0].value == "web\\_shop\\_drop"
    assert "Never saved" in texts(app)


def test_generating_without_dagster_says_so(open_app: Open, versions: VersionStore) -> None:
    app = press(open_app(), "generate")
    assert "Dagster does not answer" in app.error[0].value
