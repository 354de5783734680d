"""The tools of the schema agent, each told to the conversation as it is used."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from langchain_core.tools import BaseTool, StructuredTool

from agents.events import ToolCall, ToolResult
from agents.schema.bench import Bench
from agents.schema.sketch import Sketch, SketchTable

MOST_NAMED = 12


def schema_tools(bench: Bench) -> list[BaseTool]:
    """``analyze_prompt``, ``suggest_columns``, ``infer_relationships``, ``validate_schema``."""

    def analyze_prompt() -> str:
        made = bench.analyze_prompt()
        return _told(bench, "analyze_prompt", {}, made, _analysed(made))

    def suggest_columns(tables: list[str]) -> str:
        made = bench.suggest_columns(tables)
        text = f"{sum(map(len, made.values()))} columns for {len(made)} tables"
        return _told(bench, "suggest_columns", {"tables": tables[:MOST_NAMED]}, made, text)

    def infer_relationships(tables: list[str]) -> str:
        made = bench.infer_relationships(tables)
        text = ", ".join(f"{each['from']} -> {each['table']}" for each in made[:MOST_NAMED])
        given = {"tables": tables[:MOST_NAMED]}
        return _told(bench, "infer_relationships", given, made, text or "none")

    def validate_schema(name: str, tables: list[SketchTable], domain: str | None = None) -> str:
        made = bench.validate_schema(Sketch(name=name, domain=domain, tables=tables))
        text = "feasible" if made["feasible"] else "; ".join(made["problems"])
        given = {"tables": [table.name for table in tables[:MOST_NAMED]]}
        return _told(bench, "validate_schema", given, made, text)

    return [
        _tool(analyze_prompt, "What the request says: field of business, tables and their keys, "
              "quantities, and what is unclear."),
        _tool(suggest_columns, "The usual columns of tables, by their names."),
        _tool(infer_relationships, "The foreign keys between tables, by their names."),
        _tool(validate_schema, "Whether rows can be made of a sketch with every quantity of the "
              "request; problems are to be mended before the final answer."),
    ]  # fmt: skip


def _tool(function: Callable[..., str], description: str) -> BaseTool:
    return StructuredTool.from_function(function, description=description)


def _told(bench: Bench, name: str, given: dict[str, Any], made: Any, text: str) -> str:
    bench.task.check()
    bench.task.say(ToolCall(name=name, arguments=given))
    bench.task.say(ToolResult(name=name, text=text))
    return json.dumps(made, ensure_ascii=False)


def _analysed(made: dict[str, Any]) -> str:
    names = [table["name"] for table in made["tables"]]
    shown = ", ".join(names[:MOST_NAMED]) or "no tables"
    return f"{shown}; {len(made['quantities'])} quantities"
