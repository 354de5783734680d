"""Fixtures that every test may ask for."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
if str(ROOT) not in sys.path:  # the tests share modules as tests.fixtures.*, tests.properties.*
    sys.path.insert(0, str(ROOT))

pytest_plugins = ["tests.fixtures.postgres", "tests.fixtures.s3"]
