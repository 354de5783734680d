"""Ways to break a spec: each takes the plain data of a valid shop and makes one thing wrong.

``BREAKAGES`` names each by what is wrong. A new kind of problem needs a line in its family.
"""

from __future__ import annotations

from tests.properties.breakages.derived import DERIVED
from tests.properties.breakages.edits import Breakage
from tests.properties.breakages.figures import FIGURES
from tests.properties.breakages.flaws_and_changes import FLAWS_AND_CHANGES
from tests.properties.breakages.keys import KEYS
from tests.properties.breakages.layout import LAYOUT
from tests.properties.breakages.moments import MOMENTS
from tests.properties.breakages.values import VALUES

BREAKAGES: dict[str, Breakage] = {
    **LAYOUT,
    **VALUES,
    **MOMENTS,
    **KEYS,
    **DERIVED,
    **FIGURES,
    **FLAWS_AND_CHANGES,
}
