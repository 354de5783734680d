"""The studio in a real browser: one click to published rows, a reload in a run, two tabs."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect, sync_playwright
from playwright.sync_api import TimeoutError as NotInTime
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from assets.schema.versions import VersionStore
from assets.workspace import open_workspace
from tests.fixtures.helpdesk import helpdesk
from tests.fixtures.studio import Studio

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WAIT = 60_000  # milliseconds
expect.set_options(timeout=WAIT)

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine"),
]


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    studio = Studio(tmp_path_factory.mktemp("browser") / "workspace")
    try:
        yield studio.start_and_wait()
        assert studio.stop() == 0
    finally:
        studio.end()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser, studio: Studio) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(WAIT)
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{studio.studio_port}/schema")
    yield page
    context.close()


def shown(page: Page, text: str | re.Pattern[str]) -> None:
    """Wait until a text is on the page."""
    expect(page.get_by_text(text).first).to_be_visible()


def pick(page: Page, name: str) -> None:
    page.bring_to_front()
    page.get_by_test_id("stRadioOption").filter(has_text=re.compile(rf"^{name}\b")).click()
    expect(page.locator(f".st-key-table-bookstore-{name}-name input")).to_have_value(name)
    page.wait_for_timeout(1_000)  # the grid of the other table is drawn


def type_in_grid(page: Page, row: int, across: int, text: str) -> None:
    """Write into a cell of the first grid; ``across`` is in pixels from its left edge.

    The cell's editor is opened and filled: keys typed at a canvas are lost while it draws.
    """
    page.bring_to_front()
    box = page.get_by_test_id("stDataFrame").first.bounding_box()
    assert box is not None
    editor = page.locator("#portal").locator("input, textarea").first
    for _ in range(20):
        page.mouse.dblclick(box["x"] + across, box["y"] + 48 + 32 * row)
        with suppress(NotInTime):
            editor.wait_for(timeout=3_000)
            break
    editor.fill(text)
    editor.press("Enter")
    expect(editor).to_have_count(0)


def save(page: Page) -> None:
    page.bring_to_front()
    page.locator(".st-key-save button:enabled").click()
    page.locator(".st-key-save_version button").click()


def test_one_click_from_the_example_to_rows(page: Page) -> None:
    expect(page.get_by_role("heading", name="bookstore")).to_be_visible()
    shown(page, "first 20 rows")
    page.get_by_role("button", name="Generate").click()
    shown(page, "Succeeded")
    expect(page.locator(".run-tables .done")).to_have_count(8)
    page.get_by_role("button", name="Query the tables").click()
    shown(page, "8 published tables")
    shown(page, "100 rows")
    page.get_by_role("button", name="reviews by month").click()
    shown(page, re.compile("2 columns"))
    page.get_by_text("Chart", exact=True).first.click()
    expect(page.get_by_test_id("stPlotlyChart")).to_be_visible()
    with page.expect_download() as download:
        page.locator(".st-key-download_csv button").click()
    lines = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    assert lines[0].replace('"', "") == "month,reviews"
    assert len(lines) > 12


def test_a_reload_in_the_middle_of_a_run_keeps_showing_it(page: Page) -> None:
    shown(page, "first 20 rows")
    page.get_by_role("button", name="Generate").click()
    page.wait_for_url(re.compile("run="))
    shown(page, re.compile("Queued|Starting|Running"))
    before = page.url
    page.reload()
    shown(page, "Recent runs")
    assert page.url == before
    shown(page, "Succeeded")


def test_two_tabs_edit_without_losing_an_edit(page: Page, studio: Studio) -> None:
    shown(page, "first 20 rows")
    other = page.context.new_page()
    other.goto(page.url)
    shown(other, "first 20 rows")

    type_in_grid(page, 5, 480, "min: 1990, max: 2000")
    shown(page, "Unsaved changes")
    expect(other.get_by_text("Unsaved changes")).to_have_count(0)

    pick(other, "authors")
    type_in_grid(other, 0, 100, "writer_id")
    shown(other, "Unsaved changes")
    save(other)
    shown(other, "Version 2")

    page.bring_to_front()
    page.get_by_role("button", name="Save").click()
    shown(page, "Version 2 was saved")
    page.get_by_role("button", name="Save mine on top").click()
    shown(page, "Version 3")

    saved = VersionStore(open_workspace(str(studio.home)).objects).load("bookstore")
    founded = saved.table("publishers").column("founded").generator
    assert (founded.min, founded.max) == (1990, 2000)
    assert saved.table("authors").primary_key == ["writer_id"]
    assert saved.table("books").foreign_keys[0].references_columns == ["writer_id"]


def test_a_ddl_file_becomes_a_dataset_and_rows(page: Page, tmp_path: Path) -> None:
    ddl = tmp_path / "shop.sql"
    ddl.write_text(
        "CREATE TABLE shops (id SERIAL PRIMARY KEY, city VARCHAR(40) NOT NULL);\n"
        "CREATE TABLE sales (id SERIAL PRIMARY KEY, shop_id INT NOT NULL REFERENCES shops(id),\n"
        "  amount NUMERIC(8,2) CHECK (amount > 0));\n"
        "CREATE VIEW big AS SELECT * FROM sales WHERE amount > 100;\n",
        encoding="utf-8",
    )
    page.locator(".st-key-add_dataset button").first.click()
    page.get_by_text("Import a DDL file").click()
    page.locator("input[type=file]").set_input_files(ddl)
    shown(page, "2 tables, 5 columns and 1 foreign key read as postgres")
    shown(page, "1 warning")
    page.get_by_role("button", name="Open in the editor").click()
    shown(page, "Never saved")
    save(page)
    shown(page, "Version 1")
    page.get_by_role("button", name="Generate").click()
    shown(page, "Succeeded")


class LateEnds:
    """Holds back what tells a browser that a run of the screen has ended, as a slow one reads it.

    Until then the browser takes the widgets of the run before to be there, and sends them along.
    """

    def __init__(self, page: Page) -> None:
        self.holds = False
        self.held: list[str | bytes] = []
        page.route_web_socket(re.compile("/_stcore/stream"), self._between)

    def _between(self, socket: WebSocketRoute) -> None:
        def pass_on(message: str | bytes) -> None:
            is_end = isinstance(message, bytes) and ForwardMsg.FromString(message).HasField(
                "script_finished"
            )
            if self.holds and is_end:
                self.held.append(message)
            else:
                socket.send(message)

        socket.connect_to_server().on_message(pass_on)


def test_a_matrix_that_cannot_be_is_mended_with_a_button(page: Page, studio: Studio) -> None:
    late = LateEnds(page)
    versions = VersionStore(open_workspace(str(studio.home)).objects)
    pairs = {"age": {"income": 0.6}, "income": {"spend": 0.6}}
    versions.save(helpdesk(customers={"correlations": [{"pairs": pairs}]}), expected=None)
    page.goto(f"http://127.0.0.1:{studio.studio_port}/schema?dataset=helpdesk")
    shown(page, "first 20 rows")
    page.get_by_test_id("stButtonGroup").get_by_text("Correlations", exact=True).click()
    shown(page, "in the first 2,000 rows")
    page.wait_for_timeout(1_000)  # the grid of the matrix is drawn
    late.holds = True
    type_in_grid(page, 0, 400, "-0.9")
    shown(page, "The nearest that can be")
    page.wait_for_timeout(3_000)  # each run has ended, as only the server knows
    page.get_by_role("button", name="Use the nearest", exact=True).click()
    expect(page.get_by_text("to solve before saving")).to_have_count(0)
    page.wait_for_timeout(3_000)
    assert late.held
    save(page)
    shown(page, "Version 2")
    (mended,) = versions.load("helpdesk").table("customers").correlations
    assert mended.coefficients[0][2] > -0.9


def say(page: Page, text: str) -> None:
    """Say something in the chat, once it listens."""
    box = page.get_by_test_id("stChatInputTextArea")
    expect(box).to_be_enabled()
    box.fill(text)
    box.press("Enter")


def press_in_chat(page: Page, key: str) -> None:
    page.locator(f".st-key-{key} button:enabled").first.click()


def test_a_conversation_from_a_sentence_to_an_answer_over_its_rows(
    page: Page, studio: Studio
) -> None:
    page.goto(f"http://127.0.0.1:{studio.studio_port}/")
    began = time.monotonic()
    say(page, "A clinic with 40 patients, each with 1 to 3 visits; 10% of visits are cancelled")
    page.locator(".st-key-chat_talk").get_by_test_id("stChatMessage").nth(1).wait_for()
    first = time.monotonic() - began
    page.locator(".st-key-chat_accept button:enabled").first.wait_for()
    proposed = time.monotonic() - began
    print(f"first words after {first:.1f} s, proposal after {proposed:.1f} s")
    assert proposed < 15, "about 1 s on a quiet machine"
    shown(page, "first 20 rows")
    shown(page, "Why is this here")
    page.get_by_text("Diagram", exact=True).click()
    shown(page, "Whole dataset")
    page.reload()
    shown(page, "each with 1 to 3 visits")
    press_in_chat(page, "chat_accept")
    shown(page, "Accepted as version 1")
    say(page, "generate it")
    shown(page, "Succeeded")
    say(page, "how many patients have no visits")
    shown(page, re.compile("NOT EXISTS"))
    say(page, "rename patients to clients")
    press_in_chat(page, "chat_accept")
    shown(page, "Accepted as version 2")
    press_in_chat(page, "chat_undo")
    shown(page, re.compile("is at version 3"))
    press_in_chat(page, "chat_redo")
    shown(page, re.compile("Saved version 4"))
