"""What language models may take for one conversation, in tokens and US dollars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from agents.memory.index import Index
from assets.errors import BudgetError


@dataclass(frozen=True)
class Budget:
    """The caps of each conversation in ``index``; prices are dollars per million tokens."""

    index: Index
    tokens: int
    dollars: float
    input_price: float
    output_price: float

    def check(self, thread: str) -> None:
        """Raise BudgetError when nothing is left."""
        spent = self.index.get(thread)
        if spent.tokens >= self.tokens:
            raise _used_up(f"{spent.tokens:,} of {self.tokens:,} tokens", "TOKENS")
        if spent.dollars >= self.dollars:
            raise _used_up(f"{spent.dollars:.2f} of {self.dollars:.2f} US dollars", "DOLLARS")

    def count(self, thread: str, usage: dict[str, Any] | None) -> None:
        """Add a message's ``usage_metadata``."""
        if usage:
            read, written = int(usage["input_tokens"]), int(usage["output_tokens"])
            dollars = (read * self.input_price + written * self.output_price) / 1_000_000
            self.index.spend(thread, read + written, dollars)


def _used_up(what: str, name: str) -> BudgetError:
    return BudgetError(
        f"this conversation has used {what} that its language model may take",
        repair=f"start another conversation, or set DATAFORGE_LLM_BUDGET_{name} to more",
    )
