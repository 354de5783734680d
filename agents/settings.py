"""The settings of ``agents``: environment variables ``DATAFORGE_*``, or a ``.env`` file."""

from __future__ import annotations

import os
from functools import cache
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assets.errors import SettingsError

MemoryKind = Literal["workspace", "agentcore", "valkey"]


class AgentSettings(BaseSettings):
    """Which language model reads prompts, what it may take, and what remembers conversations.

    ``llm`` is ``auto`` (Bedrock where there are credentials and a region, else embedded),
    ``bedrock``, ``embedded``, or a model as LangChain names it (``anthropic:claude-haiku-4-5``).
    Prices are US dollars per million tokens, a conversation's budget counts in both units.

    ``memory`` is ``workspace``, ``agentcore`` (with ``memory_id``, in AWS's own region and with its
    credentials) or ``valkey`` (with ``memory_url``, such as ``valkeys://user:password@host:6379/0``).
    """

    model_config = SettingsConfigDict(env_prefix="DATAFORGE_", env_file=".env", extra="ignore")

    llm: str = Field(default="auto", min_length=1)
    llm_timeout_seconds: int = Field(default=60, ge=1)
    llm_attempts: int = Field(default=3, ge=1, le=10)
    llm_max_tokens: int = Field(default=8_192, ge=256)
    llm_budget_tokens: int = Field(default=500_000, ge=0)
    llm_budget_dollars: float = Field(default=1.0, ge=0)
    llm_input_price: float = Field(default=1.0, ge=0)
    llm_output_price: float = Field(default=5.0, ge=0)
    memory: MemoryKind = "workspace"
    memory_id: str = ""
    memory_url: SecretStr = SecretStr("")
    memory_timeout_seconds: float = Field(default=20.0, gt=0)


@cache
def agent_settings() -> AgentSettings:
    """The settings, read once a process. Raises SettingsError for an unusable value."""
    try:
        return AgentSettings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "DATAFORGE_" + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(
            f"{name} is {first['input']!r}: {first['msg']}",
            repair=f"set {name} to another value, or unset it",
        ) from error


def keep_traces_private() -> None:
    """Tracing is off without a LangSmith key; with one, inputs and outputs stay hidden by default.

    The older names of the switch win over the present one, so that they are set as well.
    """
    if not (os.environ.get("LANGSMITH_API_KEY") or os.environ.get("LANGCHAIN_API_KEY")):
        for name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2", "LANGSMITH_TRACING_V2"):
            os.environ[name] = "false"
    os.environ.setdefault("LANGSMITH_HIDE_INPUTS", "true")
    os.environ.setdefault("LANGSMITH_HIDE_OUTPUTS", "true")


def aws_region() -> str | None:
    """The region of ``AWS_REGION``, which boto3 leaves to others, else boto3's own."""
    import boto3

    found: str | None = os.environ.get("AWS_REGION") or boto3.Session().region_name
    return found


def aws_is_ready() -> bool:
    """Whether there are AWS credentials and a region, found without asking the network."""
    import boto3
    from botocore.exceptions import BotoCoreError

    before = os.environ.get("AWS_EC2_METADATA_DISABLED")
    os.environ["AWS_EC2_METADATA_DISABLED"] = "true"  # an instance's address takes seconds to fail
    try:
        return aws_region() is not None and boto3.Session().get_credentials() is not None
    except BotoCoreError:
        return False
    finally:
        if before is None:
            del os.environ["AWS_EC2_METADATA_DISABLED"]
        else:
            os.environ["AWS_EC2_METADATA_DISABLED"] = before
