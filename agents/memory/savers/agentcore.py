"""Checkpoints as events of an Amazon Bedrock AgentCore Memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
)
from langgraph_checkpoint_aws import AgentCoreMemorySaver
from langgraph_checkpoint_aws.checkpoint.agentcore.constants import AgentCoreMemoryError
from langgraph_checkpoint_aws.checkpoint.agentcore.models import (
    ChannelDataEvent,
    CheckpointEvent,
    WritesEvent,
)

from agents.memory.savers.plain import plain_data
from agents.settings import aws_region
from assets.errors import OutputError, SettingsError
from assets.workspace.s3 import reason

CONNECT_SECONDS = 5.0
ATTEMPTS = 4
PAGE = 100
_SETTING = "DATAFORGE_MEMORY_ID"
_Event = CheckpointEvent | ChannelDataEvent | WritesEvent


class AgentCoreCheckpoints(AgentCoreMemorySaver):
    """The checkpointer of ``actor`` in a memory; a thread is a session of it.

    Each request has a time limit of ``seconds`` and is tried again within AWS's own rules.
    """

    def __init__(self, memory_id: str, actor: str, seconds: float) -> None:
        self._actor = actor
        if not memory_id:
            raise SettingsError(
                f"DATAFORGE_MEMORY is agentcore, and {_SETTING} is not set",
                repair=f"set {_SETTING} to the id of an AgentCore Memory",
            )
        region = aws_region()
        if region is None:
            raise SettingsError(
                "DATAFORGE_MEMORY is agentcore, and no AWS region is set",
                repair="set AWS_REGION to the region of the AgentCore Memory",
            )
        config = Config(
            connect_timeout=min(CONNECT_SECONDS, seconds),
            read_timeout=seconds,
            retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
        )
        with _failures():
            super().__init__(
                memory_id,
                serde=plain_data(),
                max_results=PAGE,
                region_name=region,
                config=config,
            )

    def get_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """The checkpoint that ``config`` names, or the newest; None where there is none."""
        with _failures():
            return super().get_tuple(self._acting(config))

    def put(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """Keep a checkpoint."""
        with _failures():
            return super().put(self._acting(config), checkpoint, metadata, new_versions)

    def put_writes(
        self,
        config: RunnableConfig,
        writes: Sequence[tuple[str, Any]],
        task_id: str,
        task_path: str = "",
    ) -> None:
        """Keep what a task wrote since the checkpoint."""
        with _failures():
            super().put_writes(self._acting(config), writes, task_id, task_path)

    def prune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:  # noqa: ARG002
        """Remove the events that the newest checkpoint of each thread does not need.

        The newest one names the version of each channel, which an earlier event may hold.
        """
        for thread in thread_ids:
            events = list(self._events(thread))
            known = [e for _, parts in events for e in parts if isinstance(e, CheckpointEvent)]
            if not known:
                continue
            newest = max(known, key=lambda event: event.checkpoint_id)
            self._delete(thread, [own for own, parts in events if not _needed(parts, newest)])

    def delete_thread(self, thread_id: str, actor_id: str = "") -> None:  # noqa: ARG002
        """Remove all that is kept of a thread."""
        while found := [own for own, _ in self._events(thread_id)]:
            self._delete(thread_id, found)

    def _acting(self, config: RunnableConfig) -> RunnableConfig:
        own = {**config["configurable"], "actor_id": self._actor}
        return {**config, "configurable": own}

    def _events(self, thread: str) -> Iterator[tuple[str, list[_Event]]]:
        """The id of each event of a thread, and what it holds."""
        asked = {
            "memoryId": self.memory_id,
            "actorId": self._actor,
            "sessionId": thread,
            "includePayloads": True,
            "maxResults": PAGE,
        }
        while True:
            with _failures():
                page = self.checkpoint_event_client.client.list_events(**asked)
                for event in page["events"]:
                    blobs = [each["blob"] for each in event.get("payload", []) if "blob" in each]
                    yield (
                        event["eventId"],
                        [self.serializer.deserialize_event(blob) for blob in blobs],
                    )
            if not page.get("nextToken"):
                return
            asked["nextToken"] = page["nextToken"]

    def _delete(self, thread: str, events: Sequence[str]) -> None:
        for event in events:
            with _failures():
                self.checkpoint_event_client.client.delete_event(
                    memoryId=self.memory_id, actorId=self._actor, sessionId=thread, eventId=event
                )


def _needed(parts: Sequence[_Event], newest: CheckpointEvent) -> bool:
    versions = newest.checkpoint_data["channel_versions"]
    return any(
        str(versions.get(part.channel)) == part.version
        if isinstance(part, ChannelDataEvent)
        else part.checkpoint_id == newest.checkpoint_id
        for part in parts
    )


@contextmanager
def _failures() -> Iterator[None]:
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        raise _failure(reason(error)) from error
    except AgentCoreMemoryError as error:
        raise _failure(str(error)) from error


def _failure(why: str) -> OutputError:
    return OutputError(
        f"the conversations' AgentCore Memory cannot be used: {why}",
        where=_SETTING,
        repair="check the id, the network, and the credentials with their permissions, then go on",
    )
