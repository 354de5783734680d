"""The planner that asks a small model of this machine what it may have missed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langchain_core.outputs import ChatResult

from agents.knowledge.base import knowledge
from agents.local.asking import SaidTable, asked_columns, asked_tables
from agents.local.merging import joining, told_apart, twin
from agents.schema.planner_model import PlannerModel, answered, next_calls, results_in
from assets.schema.base import SpecModel

LEAST_TOLD_APART = 2


class Additions(SpecModel):
    """What the small model adds: ``tables``, in place of the rules' own with ``instead``, and
    ``columns`` of those that nothing else knows. ``references`` are all that it told."""

    tables: list[SaidTable] = []
    references: dict[str, list[str]] = {}
    columns: dict[str, list[str]] = {}
    instead: bool = False


class LocalPlanner(PlannerModel):
    """Drives the tools as the planner does, and asks ``engine`` for the tables of a new dataset.

    Tables that the rules did not see join; tables that nothing refers to and that refer to nothing
    refer to what the model says. A sketch that cannot be made goes without all that. Edits are the
    rules' alone.
    """

    engine: Any

    @property
    def _llm_type(self) -> str:
        return "dataforge-local"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **_: Any,
    ) -> ChatResult:
        del stop
        made = results_in(messages)
        analysis = made.get("analyze_prompt")
        if analysis is None or analysis["edits"]:
            return answered(next_calls(made))
        if not made.get("validate_schema", {"feasible": True})["feasible"]:
            return answered(next_calls(_among(made, [t["name"] for t in analysis["tables"]])))

        def check() -> None:
            if run_manager is not None:
                run_manager.on_llm_new_token("")

        added = self._additions(messages, made, check)
        return answered(next_calls(_with(made, added)), added.model_dump_json())

    def _additions(
        self, messages: Sequence[BaseMessage], made: dict[str, Any], check: Callable[[], None]
    ) -> Additions:
        request = str(next(m.content for m in messages if isinstance(m, HumanMessage)))
        kept = [str(m.content) for m in messages if isinstance(m, AIMessage) and m.content]
        if not kept:
            said = asked_tables(self.engine, request, check)
            return _chosen(said, made["analyze_prompt"], request)
        added = Additions.model_validate_json(kept[-1])
        bare = [t.name for t in added.tables if made.get("suggest_columns", {}).get(t.name) == []]
        if bare and not added.columns:
            columns = asked_columns(self.engine, request, bare, check)
            added = added.model_copy(update={"columns": columns})
        return added


def _chosen(said: list[SaidTable], analysis: dict[str, Any], request: str) -> Additions:
    names = [table["name"] for table in analysis["tables"]]
    if not any(table["named"] for table in analysis["tables"]):
        apart = told_apart(said, request)
        if len(apart) >= LEAST_TOLD_APART:
            return Additions(tables=apart, instead=True)
    numbers = [each["words"] for each in analysis["quantities"]]
    chosen = joining(said, names, request, numbers, analysis["domain"], knowledge())
    there = [*names, *(table.name for table in chosen)]
    told = {name: table.references for table in said if (name := twin(table.name, there))}
    references = {
        name: [target for each in others if (target := twin(each, there)) and target != name]
        for name, others in told.items()
    }
    return Additions(tables=chosen, references=references)


def _with(made: dict[str, Any], added: Additions) -> dict[str, Any]:
    """The results of the tools with what the small model adds."""
    analysis = made["analyze_prompt"]
    own = [] if added.instead else analysis["tables"]
    more = [{"name": table.name, "primary_key": []} for table in added.tables]
    result = {**made, "analyze_prompt": {**analysis, "tables": [*own, *more]}}
    if "suggest_columns" in made:
        columns = {
            name: [{"name": each} for each in names] for name, names in added.columns.items()
        }
        result["suggest_columns"] = {**made["suggest_columns"], **columns}
    if "infer_relationships" in made:
        result["infer_relationships"] = _related(made["infer_relationships"], added)
    return result


def _related(known: list[dict[str, Any]], added: Additions) -> list[dict[str, Any]]:
    tied = {each["from"] for each in known} | {each["table"] for each in known}
    told = {table.name: table.references for table in added.tables}
    told |= {name: others for name, others in added.references.items() if name not in told}
    return known + [
        {"from": name, "table": other}
        for name, others in told.items()
        if name not in tied
        for other in others
    ]


def _among(made: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """The results of the tools without references to other tables than those of ``names``."""
    related = [each for each in made["infer_relationships"] if each["table"] in names]
    return {**made, "infer_relationships": related}
