"""The Pydantic bases of every model of the spec."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, model_serializer


class SpecModel(BaseModel):
    """An immutable part of a spec. Unknown fields are errors; defaults are not written out."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Variant(SpecModel):
    """A member of a union that is told apart by ``kind``, which is always written out."""

    @model_serializer(mode="wrap")
    def _with_kind(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        fields = handler(self)
        return {"kind": type(self).model_fields["kind"].default, **fields}
