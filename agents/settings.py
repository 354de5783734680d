"""The settings of ``agents``: environment variables ``DATAFORGE_*``, or a ``.env`` file."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assets.errors import SettingsError

MemoryKind = Literal["workspace", "agentcore", "valkey"]
_Settings = TypeVar("_Settings", bound=BaseSettings)
_OWNERS = ("LANGSMITH", "LANGCHAIN")
_SECRET_NAMES = ("KEY", "SECRET", "TOKEN", "PASSWORD", "PASSWD", "CREDENTIALS")
_SHORTEST_SECRET = 8
"""A shorter value could be any word, and masking it would blot out what is no secret."""


class AgentSettings(BaseSettings):
    """Which language model reads prompts, what it may take, and what remembers conversations.

    ``llm`` is ``auto`` (Bedrock where there are credentials and a region, else embedded),
    ``bedrock``, ``local`` (the small model of ``dataforge models pull``, kept in ``llm_models``),
    ``embedded``, or a model as LangChain names it (``anthropic:claude-haiku-4-5``). Prices are US
    dollars per million tokens, a conversation's budget counts in both units.

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
    llm_models: Path = Path("~/.cache/dataforge/models")
    memory: MemoryKind = "workspace"
    memory_id: str = ""
    memory_url: SecretStr = SecretStr("")
    memory_timeout_seconds: float = Field(default=20.0, gt=0)


@cache
def agent_settings() -> AgentSettings:
    """The settings, read once a process. Raises SettingsError for an unusable value."""
    return _read(AgentSettings)


def _names(*names: str) -> AliasChoices:
    """The variables of LangSmith, in the order in which it looks for them itself."""
    return AliasChoices(*(f"{owner}_{name}" for name in names for owner in _OWNERS))


class TraceSettings(BaseSettings):
    """Whether and how runs are traced in LangSmith, by its own variables.

    A key turns tracing on; a switch that is set, and is anything but ``true``, turns it off. The
    first name of each list that is set and not empty counts. What is said stays hidden unless
    ``DATAFORGE_TRACE_CONTENT`` allows it, and LangSmith's own switches do not hide it.
    """

    model_config = SettingsConfigDict(
        env_prefix="DATAFORGE_TRACE_", env_file=".env", extra="ignore", env_ignore_empty=True
    )

    content: bool = False
    key: SecretStr = Field(SecretStr(""), validation_alias=_names("API_KEY"))
    switch: str = Field("true", validation_alias=_names("TRACING_V2", "TRACING"))
    endpoint: str | None = Field(None, validation_alias=_names("ENDPOINT"))
    project: str = Field("dataforge-studio", validation_alias=_names("PROJECT"))
    hide_inputs: str = Field("", validation_alias=_names("HIDE_INPUTS"))
    hide_outputs: str = Field("", validation_alias=_names("HIDE_OUTPUTS"))

    @property
    def is_on(self) -> bool:
        """Whether anything is traced."""
        return self.switch == "true" and bool(self.key.get_secret_value().strip())

    @property
    def hides_inputs(self) -> bool:
        """Whether prompts and what else runs were given stay here."""
        return not self.content or self.hide_inputs == "true"

    @property
    def hides_outputs(self) -> bool:
        """Whether answers and what else runs gave stay here."""
        return not self.content or self.hide_outputs == "true"


def trace_settings() -> TraceSettings:
    """The settings of tracing. Raises SettingsError for an unusable value."""
    return _read(TraceSettings)


def secret_values() -> frozenset[str]:
    """The secrets that this process was given: no trace may hold one of them."""
    named = {
        value
        for name, value in os.environ.items()
        if name.upper().endswith(_SECRET_NAMES) and len(value) >= _SHORTEST_SECRET
    }
    given = (trace_settings().key, agent_settings().memory_url)
    return frozenset(named | {value for each in given if (value := each.get_secret_value())})


def end_langsmith_with_us() -> None:
    """Let the threads of LangSmith's client end with the process: else it waits for minutes where
    LangSmith does not answer."""
    os.environ.setdefault("LANGSMITH_USE_DAEMON", "true")


def drop_first_tracing() -> None:
    """Unset what asked for LangChain's first tracing, for which LangChain now refuses to run."""
    for name in ("LANGCHAIN_TRACING", "LANGCHAIN_HANDLER"):
        os.environ.pop(name, None)


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


def _read(kind: type[_Settings]) -> _Settings:
    try:
        return kind()
    except ValidationError as error:
        first = error.errors()[0]
        prefix = str(kind.model_config["env_prefix"])
        name = prefix + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(
            f"{name} is {first['input']!r}: {first['msg']}",
            repair=f"set {name} to another value, or unset it",
        ) from error
