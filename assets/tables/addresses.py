"""How the table of a dataset is named in Dagster."""

from __future__ import annotations

import hashlib
import re

from assets.schema.names import identifier_slug

_SINGLE = re.compile(r"[A-Za-z0-9]+(_[A-Za-z0-9]+)*")


def asset_path(dataset: str, table: str) -> list[str]:
    """The asset key: the dataset and the table's slug."""
    return [dataset, identifier_slug(table)]


def op_name(dataset: str, table: str) -> str:
    """The name of the asset's step, under which its config stands: ``bookstore__orders``.

    Where another dataset and table could give the same text, a hash keeps them apart.
    """
    slug = identifier_slug(table)
    name = f"{dataset}__{slug}"
    if _SINGLE.fullmatch(dataset) and _SINGLE.fullmatch(slug) and not slug.endswith("_job"):
        return name
    return f"{name}_{hashlib.sha256(f'{dataset}/{table}'.encode()).hexdigest()[:8]}"
