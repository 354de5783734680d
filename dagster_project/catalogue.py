"""The catalogue as Dagster's component: its state says which version of which dataset to load."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import dagster as dg
from dagster.components.utils.defs_state import DefsStateConfig, DefsStateConfigArgs

from assets.errors import DataForgeError
from assets.schema.versions import VersionStore
from assets.settings import settings
from assets.workspace import open_workspace
from dagster_project.expansion import dataset_definitions
from dagster_project.settings import dagster_settings

STATE_KEY = "catalogue"
logger = logging.getLogger("dagster.dataforge")


class CatalogueComponent(dg.StateBackedComponent):
    """One asset a table, one job and one schedule a dataset.

    The state is JSON, ``{dataset: spec version}``. Versions are immutable, so each process that is
    given the same state builds the same definitions.
    """

    @property
    def defs_state_config(self) -> DefsStateConfig:
        kept_in_the_instance = DefsStateConfigArgs.versioned_state_storage()
        return DefsStateConfig.from_args(kept_in_the_instance, default_key=STATE_KEY)

    def write_state_to_path(self, state_path: Path) -> None:
        """Write the head version of every dataset that can be read."""
        store = VersionStore(open_workspace(settings().home).objects)
        heads: dict[str, str] = {}
        for name in store.datasets():
            try:
                heads[name] = store.head(name).version
            except DataForgeError as error:
                logger.error("The dataset %s is left out: %s", name, error)
        state_path.write_text(json.dumps(heads, sort_keys=True), encoding="utf-8")

    def build_defs_from_state(
        self,
        context: dg.ComponentLoadContext,  # noqa: ARG002  # Dagster passes it
        state_path: Path | None,
    ) -> dg.Definitions:
        """The definitions of the datasets in the state; one that is broken is left out."""
        if state_path is None:
            return dg.Definitions()
        heads: dict[str, str] = json.loads(state_path.read_text(encoding="utf-8"))
        parts: list[dg.Definitions] = []
        for name in needed(set(heads), dagster_settings().run_job_name):
            try:
                parts.append(dataset_definitions(settings().home, name, heads[name]))
            except (DataForgeError, dg.DagsterError) as error:
                logger.error(
                    "The dataset %s (version %s) is left out: %s", name, heads[name], error
                )
        return dg.Definitions.merge(*parts)


def needed(names: set[str], run_job_name: str) -> list[str]:
    """The datasets that a process must build: the one whose job it runs, or all.

    The pod of a run or of a step is told its job. Dagster's own job for assets of several datasets
    needs all of them.
    """
    own = run_job_name.removesuffix("_job")
    return [own] if own in names else sorted(names)
