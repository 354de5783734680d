"""The planner without a model: prompts into outlines, outlines into specs, by rules and data."""

from agents.planner.outlining import outline as outline
from agents.planner.proposing import propose as propose
