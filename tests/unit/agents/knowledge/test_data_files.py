"""Data files mean what YAML's own loader makes of them, and say where they are broken."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from agents.knowledge.columns import FILE
from agents.knowledge.data_files import plain_data, read_data
from agents.knowledge.entity import Domain
from assets.errors import SpecError

SCALARS = """
name: "12"
numbers: [1, -2, 1.5, 0.0, 1e3, .5]
flags: {yes: true, no: false, on: null}
texts: [~, 'true', plain text, O+, no show, a: b, 10%]
block: >
  two
  lines
nested: [[], {}, [{kind: choice, values: [1, x]}]]
"""


@pytest.mark.parametrize("text", [SCALARS, FILE.read_text(encoding="utf-8")])
def test_data_is_what_the_loader_of_yaml_makes(text: str) -> None:
    class Plain(yaml.SafeLoader):
        """Reads ``on``, ``yes`` and ``no`` as texts, as specs do."""

    Plain.yaml_implicit_resolvers = {
        first: [
            (tag, pattern)
            for tag, pattern in resolvers
            if not tag.endswith(":timestamp") and (first in "tTfF" or not tag.endswith(":bool"))
        ]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    assert plain_data(text) == yaml.load(text, Loader=Plain)


def test_days_and_moments_stay_texts() -> None:
    assert plain_data("{min: 2024-01-01, max: 2024-01-01T08:00:00, on: off}") == {
        "min": "2024-01-01",
        "max": "2024-01-01T08:00:00",
        "on": "off",
    }


@pytest.mark.parametrize("text", ["", "name: [", "name: *other", "name: shop"])
def test_a_broken_file_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "shop.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SpecError, match=r"shop\.yaml.*domain"):
        read_data(path, Domain)
