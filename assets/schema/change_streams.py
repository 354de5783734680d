"""What happens to the rows of a table after it was published: change data capture."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Self

from pydantic import AwareDatetime, Field, model_validator

from assets.schema.base import SpecModel
from assets.schema.names import Identifier
from assets.schema.repairs.edits import MendableError, without

Share = Annotated[float, Field(ge=0, le=1e6)]

SHARES = {"insert": 2.0, "update": 7.0, "delete": 1.0}
"""How often what happens, where the spec does not say and the table allows it."""


class ChangeStream(SpecModel):
    """Inserts, updates and deletes, in proportion to their weights.

    ``columns`` are those that updates change; left out, those whose values change in life. Events
    begin at ``start`` and come at ``per_hour`` on average.
    """

    insert: Share | None = None
    update: Share | None = None
    delete: Share | None = None
    columns: Annotated[list[Identifier], Field(min_length=1)] | None = None
    start: AwareDatetime = datetime(2026, 1, 1, tzinfo=UTC)
    per_hour: Annotated[float, Field(gt=0, le=3.6e9)] = 3_600.0

    @model_validator(mode="after")
    def _weights(self) -> Self:
        if self.insert == self.update == self.delete == 0:
            raise MendableError(
                "insert, update and delete are all 0: give one a weight above 0",
                without("let happen what the table allows", *SHARES),
            )
        return self
