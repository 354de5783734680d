"""The orchestrator: a prompt goes by its intent to the nodes that do what it wants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from langgraph.config import get_stream_writer
from langgraph.graph import END, START, StateGraph

from agents.events import Stage
from agents.orchestrator.answering import AnswerNodes
from agents.orchestrator.designing import DesignNodes, proposed, reviewed
from agents.orchestrator.intent import Intent, intent_of
from agents.orchestrator.parts import Parts
from agents.orchestrator.state import State

if TYPE_CHECKING:
    from langgraph.checkpoint.base import BaseCheckpointSaver
    from langgraph.graph.state import CompiledStateGraph

Start = Literal[
    "outline_dataset",
    "launch_run",
    "ask_outputs",
    "undo_change",
    "redo_change",
    "keep_preference",
    "say_absent",
    "say_outside",
    "say_help",
]
_STARTS: dict[Intent, Start] = {
    "design": "outline_dataset",
    "generate": "launch_run",
    "question": "ask_outputs",
    "undo": "undo_change",
    "redo": "redo_change",
    "prefer": "keep_preference",
    "absent": "say_absent",
    "outside": "say_outside",
    "help": "say_help",
}


def build_graph(
    parts: Parts, checkpointer: BaseCheckpointSaver[str]
) -> CompiledStateGraph[State, None, State, State]:
    """The compiled graph over ``parts``, its steps kept by ``checkpointer``."""
    design, answer = DesignNodes(parts), AnswerNodes(parts)
    graph = StateGraph(State)
    graph.add_node("read_intent", read_intent)
    graph.add_node("outline_dataset", design.outline_dataset)
    graph.add_node("propose_dataset", design.propose_dataset)
    graph.add_node("review_proposal", design.review_proposal)
    graph.add_node("save_version", design.save_version)
    graph.add_node("drop_proposal", design.drop_proposal)
    graph.add_node("launch_run", answer.launch_run)
    graph.add_node("ask_outputs", answer.ask_outputs)
    graph.add_node("undo_change", answer.undo_change)
    graph.add_node("redo_change", answer.redo_change)
    graph.add_node("keep_preference", answer.keep_preference)
    graph.add_node("say_absent", answer.say_absent)
    graph.add_node("say_outside", answer.say_outside)
    graph.add_node("say_help", answer.say_help)
    graph.add_edge(START, "read_intent")
    graph.add_conditional_edges("read_intent", route)
    graph.add_edge("outline_dataset", "propose_dataset")
    graph.add_conditional_edges("propose_dataset", proposed)
    graph.add_conditional_edges("review_proposal", reviewed)
    for name in _STARTS.values():
        if name != "outline_dataset":
            graph.add_conditional_edges(name, proposed)
    graph.add_edge("save_version", END)
    graph.add_edge("drop_proposal", END)
    return graph.compile(checkpointer=checkpointer)


def read_intent(state: State) -> dict[str, Any]:
    """What the prompt wants; a proposal waits on unless the prompt designs another one."""
    get_stream_writer()(Stage(name="route", text="Reading the prompt"))
    intent = intent_of(state["prompt"])
    if intent == "design" or state.get("proposal") is None:
        return {"intent": intent}
    return {"intent": intent, "outcomes": {str(state["proposed_at"]): "waiting"}}


def route(state: State) -> Start | Literal["drop_proposal"]:
    """The node that begins the work of an intent. To undo what waits is to drop it."""
    if state["intent"] == "undo" and state.get("proposal") is not None:
        return "drop_proposal"
    return _STARTS[state["intent"]]
