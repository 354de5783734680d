"""The only code that writes results: staging, atomic publish, readers, exports, garbage."""

from __future__ import annotations
