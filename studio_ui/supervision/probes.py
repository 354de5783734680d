"""Whether the Streamlit app answers."""

from __future__ import annotations

import httpx

from studio_ui.settings import StudioSettings


def studio_answers(settings: StudioSettings) -> bool:
    """Whether the studio's page can be opened now."""
    try:
        address = f"{settings.studio_address}/_stcore/health"
        return httpx.get(address, timeout=1.0, trust_env=False).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False
