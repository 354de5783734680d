"""The nodes that answer: over outputs, by a run, by another version, or with what there is not."""

from __future__ import annotations

import re
from typing import Any, Literal

from langgraph.config import get_stream_writer

from agents.events import Notice, Stage, ToolCall, ToolResult
from agents.memory.preferences import Preferences
from agents.orchestrator.designing import AUTHOR
from agents.orchestrator.parts import Parts, Tables
from agents.orchestrator.replies import reply
from agents.orchestrator.state import State, Step
from agents.questions.catalogue import catalogue_of
from agents.questions.rules import Asked, to_sql
from assets.errors import ModelError, NotFoundError, QueryError
from assets.schema.dataset import Dataset

SHOWN_ROWS = 50
_Stack = Literal["back", "forward"]
_HELP = (
    "Describe a dataset (“a web shop with 10k customers, each with 1 to 20 orders”), change it "
    "(“add reviews by a third of the buyers”), accept or reject what I propose, say undo or redo, "
    "generate it, and ask about its rows (“average order total by city”, or SQL)."
)
_ABSENT = "Documents and replicas do not exist yet: I can design datasets of tables and query them."
_FORGET = "A prompt that says otherwise goes first; say “forget my preferences” to drop them."
_PREFERENCES = (
    "I remember a country and a number of rows for new datasets: “from now on German addresses and "
    "500 rows per table”."
)
_WAITS = "A proposal waits: accept or reject it first."
_OUTSIDE = (
    "I cannot read files, addresses, settings or secrets, and I run no commands. I design datasets "
    "and read the tables that were made of them."
)


class AnswerNodes:
    """Each ends the work with one message."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def ask_outputs(self, state: State) -> dict[str, Any]:
        """The answer to a question, read from the published tables, with its SQL."""
        say, parts = get_stream_writer(), self._parts
        say(Stage(name="query", text="Reading the published tables"))
        dataset = state.get("dataset")
        tables = {} if dataset is None else parts.outputs.tables(dataset)
        if dataset is None or not tables:
            what = "There is no dataset yet" if dataset is None else f"{dataset} has no outputs yet"
            return reply(f"{what}, so that there is nothing to ask. Generate it first.")
        asked = self._asked(state, dataset, tables)
        if asked.sql is None:
            return reply(f"I cannot answer that: {asked.why}. Ask in other words, or write SQL.")
        say(ToolCall(name="query", arguments={"dataset": dataset, "sql": asked.sql}))
        try:
            found = parts.outputs.query(dataset, asked.sql)
        except QueryError as error:
            return reply(f"The query failed: {error}", sql=asked.sql)
        parts.check()
        rows = found.table.slice(0, SHOWN_ROWS).to_pylist()
        names = found.table.column_names
        result = ToolResult(
            name="query",
            text=f"{found.table.num_rows:,} rows in {found.seconds:.2f} s",
            columns=names,
            rows=[[_plain(row[name]) for name in names] for row in rows],
            truncated=found.truncated or found.table.num_rows > SHOWN_ROWS,
        )
        say(result)
        if len(result.rows) == 1 and len(names) == 1:
            text = f"{names[0]}: {result.rows[0][0]}"
        else:
            text = f"{found.table.num_rows:,} rows."
        return reply(text, sql=asked.sql, result=result)

    def _asked(self, state: State, dataset: str, tables: Tables) -> Asked:
        """The SQL of a question, by rules; by the language model where no rule answers it."""
        say, parts = get_stream_writer(), self._parts
        question, thread = state["prompt"], state["thread"]
        try:
            spec: Dataset | None = parts.versions.load(dataset)
        except NotFoundError:  # it was removed; its outputs are still there
            spec = None
        asked = to_sql(question, catalogue_of(spec, tables))
        if asked.sql is not None or parts.sql is None:
            return asked

        def problem(sql: str) -> str | None:
            try:
                parts.outputs.query(dataset, sql)
            except QueryError as error:
                return str(error)
            return None

        try:
            made = parts.sql.write(question, tables, thread, parts.check, problem)
        except ModelError as error:
            say(Notice(text=f"{error} Only simple questions are answered without it."))
            return asked
        return Asked(made.sql, made.why or asked.why)

    def launch_run(self, state: State) -> dict[str, Any]:
        """A run of the dataset's head, where this process can start one."""
        dataset = state.get("dataset")
        if state.get("proposal") is not None:
            return reply(_WAITS)
        if dataset is None:
            return reply("There is no dataset yet: describe one first.")
        if self._parts.launch is None:
            return reply(f"I cannot start runs from here: generate {dataset} on the screen Runs.")
        get_stream_writer()(Stage(name="launch", text=f"Starting a run of {dataset}"))
        run = self._parts.launch(dataset)
        return {**reply(f"Started a run of {dataset}: {run}."), "run": run}

    def undo_change(self, state: State) -> dict[str, Any]:
        """The version before the last change, saved again."""
        return self._move(state, "undo")

    def redo_change(self, state: State) -> dict[str, Any]:
        """The version that was undone last, saved again."""
        return self._move(state, "redo")

    def keep_preference(self, state: State) -> dict[str, Any]:
        """What every new dataset shall be like, kept for this user, shown or forgotten."""
        store, prompt = self._parts.preferences, state["prompt"]
        if re.search(r"\bforget\b", prompt, re.IGNORECASE):
            store.put(Preferences())
            return reply("Forgotten: new datasets are as their prompts say.")
        kept = store.get()
        made = kept.changed_by(self._parts.planner.read(prompt))
        if made != kept:
            store.put(made)
            return reply(f"I will remember for new datasets: {made.told()}. {_FORGET}")
        if kept.told():
            return reply(f"I remember for new datasets: {kept.told()}. {_FORGET}")
        return reply(_PREFERENCES)

    def say_absent(self, state: State) -> dict[str, Any]:  # noqa: ARG002 (as all nodes)
        """What does not exist yet."""
        return reply(_ABSENT)

    def say_outside(self, state: State) -> dict[str, Any]:  # noqa: ARG002
        """What is never done."""
        return reply(_OUTSIDE)

    def say_help(self, state: State) -> dict[str, Any]:  # noqa: ARG002
        """What can be asked."""
        return reply(_HELP)

    def _move(self, state: State, name: Literal["undo", "redo"]) -> dict[str, Any]:
        source: _Stack = "back" if name == "undo" else "forward"
        target: _Stack = "forward" if name == "undo" else "back"
        if state.get("proposal") is not None:
            return reply(_WAITS)
        dataset, left = state.get("dataset"), list(state.get(source, []))
        if dataset is None or not left:
            return reply(f"There is nothing to {name} in this conversation.")
        get_stream_writer()(Stage(name=name, text="Saving that version again"))
        versions = self._parts.versions
        step = left.pop()
        old = versions.head(dataset)
        here, there, at = old.version, step["version"], step["at"]
        if here != state.get("version"):
            return reply(f"{dataset} was changed elsewhere since: go back on the screen Schema.")
        self._parts.check()
        head = versions.save(
            versions.load(dataset, there), expected=here, author=AUTHOR, message=name.capitalize()
        )
        moved = [*state.get(target, []), Step(version=here, at=at)]
        number = next(e.number for e in reversed(old.history) if e.version == there)
        text = f"{dataset} is as in version {number} again, saved as version {head.number}."
        update = {**reply(text), "version": head.version, source: left, target: moved}
        if name == "undo":
            return {**update, "outcomes": {str(at): "undone"}}
        return {**update, "outcomes": {str(at): "accepted"}, "numbers": {str(at): head.number}}


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool | None) else str(value)
