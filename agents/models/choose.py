"""The language model that the settings ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agents.memory.index import Index
from agents.models.budget import Budget
from agents.settings import AgentSettings, aws_is_ready, aws_region
from assets.errors import SettingsError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from agents.models.calling import ChatModel

HAIKU = "anthropic.claude-haiku-4-5-20251001-v1:0"
_JAPAN = frozenset({"ap-northeast-1", "ap-northeast-3"})
_AUSTRALIA = frozenset({"ap-southeast-2", "ap-southeast-4"})


def choose_model(settings: AgentSettings, index: Index) -> ChatModel | None:
    """The model of ``settings.llm``, None for the embedded tier, which needs none.

    Raises SettingsError for one that cannot be made.
    """
    name = settings.llm
    if name == "auto":
        name = "bedrock" if aws_is_ready() else "embedded"
    if name == "embedded":
        return None
    if name == "local":
        return local_model(settings)
    budget = Budget(
        index,
        settings.llm_budget_tokens,
        settings.llm_budget_dollars,
        settings.llm_input_price,
        settings.llm_output_price,
    )
    from agents.models.calling import ChatModel

    if name != "bedrock":
        return ChatModel(_named(settings, name), name, budget)
    from langchain_aws.middleware import BedrockPromptCachingMiddleware

    return ChatModel(_bedrock(settings), name, budget, [BedrockPromptCachingMiddleware()])


def inference_profile(region: str) -> str:
    """The id by which Claude Haiku 4.5 is called from a region."""
    if region in _JAPAN:
        prefix = "jp"
    elif region in _AUSTRALIA:
        prefix = "au"
    else:
        area = region.split("-")[0]
        prefix = area if area in ("us", "eu") else "global"
    return f"{prefix}.{HAIKU}"


def _bedrock(settings: AgentSettings) -> BaseChatModel:
    from botocore.config import Config
    from langchain_aws import ChatBedrockConverse

    region = aws_region()
    if region is None:
        raise SettingsError(
            "DATAFORGE_LLM is bedrock, and no AWS region is set",
            repair="set AWS_REGION, or set DATAFORGE_LLM to embedded",
        )
    return ChatBedrockConverse(
        model_id=inference_profile(region),
        region_name=region,
        temperature=0,
        max_tokens=settings.llm_max_tokens,
        provider="anthropic",
        config=Config(
            connect_timeout=min(10, settings.llm_timeout_seconds),
            read_timeout=settings.llm_timeout_seconds,
            retries={"total_max_attempts": settings.llm_attempts, "mode": "standard"},
        ),
    )


def local_model(settings: AgentSettings) -> ChatModel:
    """The planner with the small model of this machine. Raises SettingsError where that was not
    pulled."""
    from agents.local.engine import Engine
    from agents.local.pinned import QWEN
    from agents.local.planner_model import LocalPlanner
    from agents.local.shelf import Shelf
    from agents.models.calling import ChatModel

    shelf = Shelf(settings.llm_models.expanduser())
    if not shelf.has(QWEN):
        raise SettingsError(
            f"DATAFORGE_LLM is local, and {shelf.file(QWEN)} is not there",
            repair="dataforge models pull, or set DATAFORGE_LLM to embedded",
        )
    engine = Engine(QWEN.name, shelf.file(QWEN), settings.llm_timeout_seconds)
    return ChatModel(LocalPlanner(engine=engine), "local", is_planner=True)


def _named(settings: AgentSettings, name: str) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    try:
        model: BaseChatModel = init_chat_model(
            name,
            temperature=0,
            timeout=settings.llm_timeout_seconds,
            max_retries=settings.llm_attempts,
            max_tokens=settings.llm_max_tokens,
        )
    except (ImportError, ValueError) as error:
        raise SettingsError(
            f"DATAFORGE_LLM is {name!r}: {error}",
            repair="use auto, bedrock, local or embedded, or provider:model with its package there",
        ) from error
    return model
