"""Sketches: nothing is lost on the way to an outline, and the text is not overruled."""

from __future__ import annotations

from datetime import date

import pytest

from agents.knowledge.base import knowledge
from agents.models.tier import Task
from agents.planner import outline
from agents.quantities import read
from agents.schema.bench import Bench
from agents.schema.sketch import Sketch, SketchTable, explained, sketch_of
from agents.schema.tiers import embedded_tier
from tests.evaluation.case_files import read_cases
from tests.unit.agents.planner.bookshop import PROMPT

TODAY = date(2025, 6, 30)
PROMPTS = [case.prompt for case in read_cases("dev")]


def _task(text: str) -> Task:
    reading = read(text, TODAY)
    return Task("t", text, reading, outline(text, knowledge(), reading))


@pytest.mark.parametrize("prompt", [*PROMPTS[:6], "hello"])
def test_the_planner_answers_its_own_outline_through_the_tools(prompt: str) -> None:
    task = _task(prompt)
    assert embedded_tier().outline(task) == task.draft


@pytest.mark.parametrize("prompt", PROMPTS)
def test_a_sketch_keeps_all_of_an_outline(prompt: str) -> None:
    task = _task(prompt)
    assert explained(sketch_of(task.draft), task.draft, task.reading, knowledge()) == task.draft


def test_counted_tables_are_kept_and_others_are_the_models() -> None:
    task = _task(PROMPT)
    sketch = Sketch(name="shop", tables=[SketchTable(name="vouchers"), SketchTable(name="orders")])
    made = Bench(task, knowledge()).outline(sketch)
    tables = {table.name: table for table in made.tables}
    assert tables["vouchers"].source == "model"
    assert tables["orders"].words == next(t.words for t in task.draft.tables if t.name == "orders")
    assert {"customers", "order_lines"} <= set(tables)


def test_columns_and_relations_of_tables_that_the_prompt_does_not_name() -> None:
    bench = Bench(_task("a bookshop with customers"), knowledge())
    columns = bench.suggest_columns(["orders", "zzz"])
    assert {"order_id", "status"} <= {each["name"] for each in columns["orders"]}
    assert columns["zzz"] == []
    (key,) = bench.infer_relationships(["customers", "orders"])
    assert (key["from"], key["table"], key["columns"]) == ("orders", "customers", ["customer_id"])
