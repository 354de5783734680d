"""What Dagster loads: the catalogue's component with the executor and the resources."""

from __future__ import annotations

import warnings
from pathlib import Path

import dagster as dg

import dagster_project.defs
from dagster_project.resources import EXECUTORS, output_store
from dagster_project.settings import dagster_settings


@dg.definitions
def definitions() -> dg.Definitions:
    """Every dataset of the catalogue, at the version that the state names."""
    tree = dg.ComponentTree.from_module(
        defs_module=dagster_project.defs, project_root=Path(__file__).parent
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.BetaWarning)  # Dagster's own, for the place in defs.yaml
        catalogue = tree.build_defs()
    house = dg.Definitions(
        executor=EXECUTORS[dagster_settings().executor], resources={"outputs": output_store}
    )
    return dg.Definitions.merge(catalogue, house)
