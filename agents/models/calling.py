"""An agent of a chat model: tools, one kind of answer, and one time that it is sent back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from langchain.agents import create_agent
from langchain.agents.middleware import ModelCallLimitMiddleware
from langchain.agents.middleware.model_call_limit import ModelCallLimitExceededError
from langchain.agents.structured_output import ToolStrategy
from langchain_core.messages import AnyMessage, HumanMessage

from agents.models.guard import Guard, Watch
from agents.models.tier import model_error
from assets.schema.base import SpecModel

if TYPE_CHECKING:
    from langchain.agents.middleware import AgentMiddleware
    from langchain_core.language_models import BaseChatModel
    from langchain_core.tools import BaseTool

    from agents.models.budget import Budget

MAX_CALLS = 8
"""Calls of the model in a turn; five are usual."""

MAX_PROBLEM = 1_500
_STEPS = 60
_Answer = TypeVar("_Answer", bound=SpecModel)


@dataclass(frozen=True)
class ChatModel:
    """A chat model, what it is called for people, and what it may take.

    ``is_planner``: it drives the tools by rules, so that edits, questions and a request that names
    nothing are the rules' too.
    """

    model: BaseChatModel
    name: str
    budget: Budget | None = None
    middleware: Sequence[AgentMiddleware[Any, Any]] = ()
    is_planner: bool = False


@dataclass
class Calling(Generic[_Answer]):
    """One use of a model for ``thread``, which must end with an ``answer``.

    ``problems`` are why an answer cannot be used: it is sent back with them, once; after that it
    is taken as it is. An answer that is none of its kind is sent back once, too.
    """

    chat: ChatModel
    answer: type[_Answer]
    system: str
    thread: str
    check: Callable[[], None]
    tools: list[BaseTool] = field(default_factory=list)
    problems: Callable[[_Answer], list[str]] = lambda _: []
    _is_sent_back: bool = False

    def ask(self, text: str) -> _Answer:
        """The answer to a text.

        Raises ModelError when the model fails, refuses, or gives no such answer; BudgetError when
        the conversation has used up its budget.
        """
        state = self._run([HumanMessage(text)])
        given = self._given(state)
        problems = [] if self._is_sent_back else self.problems(given)
        if problems:
            self._is_sent_back = True
            told = f"That cannot be used: {'; '.join(problems)}"[:MAX_PROBLEM]
            given = self._given(self._run([*state["messages"], HumanMessage(told)]))
        return given

    def _run(self, messages: Sequence[AnyMessage]) -> dict[str, Any]:
        """The last state; tokens are asked for so that a stop is seen between them."""
        agent: Any = create_agent(
            self.chat.model.model_copy(update={"callbacks": [Watch(self.check)]}),
            self.tools,
            system_prompt=self.system,
            response_format=ToolStrategy(
                self.answer, tool_message_content="Taken.", handle_errors=self._mend
            ),
            middleware=[
                ModelCallLimitMiddleware(run_limit=MAX_CALLS, exit_behavior="error"),
                *self.chat.middleware,
                Guard(self.thread, self.check, self.chat.name, self.chat.budget),
            ],
            checkpointer=False,
        )
        state: dict[str, Any] = {}
        # Its own thread, not the caller's: what the agent does is no step of the conversation.
        config = {"configurable": {"thread_id": self.thread}, "recursion_limit": _STEPS}
        modes = ["values", "messages"]
        try:
            for mode, part in agent.stream({"messages": list(messages)}, config, stream_mode=modes):
                if mode == "values":
                    state = part
        except ModelCallLimitExceededError as error:
            raise model_error(self.chat.name, f"came to no answer in {MAX_CALLS} calls") from error
        return state

    def _mend(self, error: Exception) -> str:
        problem = str(error)[:MAX_PROBLEM]
        if self._is_sent_back:
            raise model_error(
                self.chat.name, f"gave an answer that cannot be used: {problem[:300]}"
            )
        self._is_sent_back = True
        return f"That cannot be used: {problem}\nCall {self.answer.__name__} again, corrected."

    def _given(self, state: dict[str, Any]) -> _Answer:
        given: _Answer | None = state.get("structured_response")
        if given is None:
            raise model_error(self.chat.name, f"gave no {self.answer.__name__}")
        return given
