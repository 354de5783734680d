"""What a user wants of every new dataset, unless a prompt says otherwise."""

from __future__ import annotations

from pydantic import ValidationError

from agents.memory.users import LOCAL_USER, user_key
from agents.quantities.quantity import Place, Quantity, Reading, RowCount
from agents.words import Words
from assets.errors import OutputError
from assets.schema.base import SpecModel
from assets.workspace.objects import ObjectStore

_WORDS = Words(start=0, end=0, text="your preference")


class Preferences(SpecModel):
    """The country that people and places are of, and the rows of tables that nothing counts."""

    locale: str | None = None
    country: str = ""
    rows: int | None = None

    def told(self) -> str:
        """Both for a person; empty where there are none."""
        parts = [f"data of {self.country} ({self.locale})" if self.locale else ""]
        parts += [f"{self.rows:,} rows per table" if self.rows else ""]
        return " and ".join(part for part in parts if part)

    def changed_by(self, reading: Reading) -> Preferences:
        """These with what a text states; the same where it states neither."""
        made = self
        for quantity in reading.quantities:
            if isinstance(quantity, Place):
                found = {"locale": quantity.locale, "country": quantity.country}
                made = made.model_copy(update=found)
            elif isinstance(quantity, RowCount) and not quantity.subject and quantity.rows:
                made = made.model_copy(update={"rows": quantity.rows})
        return made

    def applied(self, reading: Reading) -> Reading:
        """The reading with what it leaves open as preferred."""
        stated = reading.quantities
        more: list[Quantity] = []
        if self.locale and not any(isinstance(each, Place) for each in stated):
            more.append(Place(words=_WORDS, locale=self.locale, country=self.country))
        if self.rows and not any(isinstance(q, RowCount) and not q.subject for q in stated):
            more.append(RowCount(words=_WORDS, subject="", rows=self.rows))
        return reading.model_copy(update={"quantities": [*stated, *more]}) if more else reading


class PreferenceStore:
    """The preferences of ``user``, one object of the workspace. The last writer wins."""

    def __init__(self, objects: ObjectStore, user: str = LOCAL_USER) -> None:
        self._objects = objects
        self._key = f"preferences/of/{user_key(user)}.json"

    def get(self) -> Preferences:
        """The preferences. Raises OutputError when they are damaged."""
        found = self._objects.get(self._key)
        if found is None:
            return Preferences()
        try:
            return Preferences.model_validate_json(found.data)
        except ValidationError as error:
            raise OutputError(
                "the preferences are damaged", where=self._key, repair="say “forget my preferences”"
            ) from error

    def put(self, preferences: Preferences) -> None:
        """Keep these instead."""
        self._objects.put(self._key, preferences.model_dump_json().encode())
