"""The facts of a script as it states them, before they become a dataset."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from assets.intake.result import IntakeWarning


@dataclass(frozen=True, slots=True)
class TypeName:
    """A type as it is written: ``words`` in lower case without what stands in parentheses."""

    words: str
    args: tuple[str, ...] = ()
    strings: tuple[str, ...] = ()
    schema: str = ""
    is_array: bool = False
    unsigned: bool = False
    text: str = ""


@dataclass(slots=True)
class RawColumn:
    name: str
    type: TypeName
    line: int
    nullable: bool = True
    identity: tuple[int, int] | None = None  # start and step
    generated: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class RawKey:
    columns: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class RawForeignKey:
    columns: tuple[str, ...]
    schema: str
    table: str
    targets: tuple[str, ...]  # none: the primary key of the table
    name: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class RawCheck:
    sql: str
    name: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Bounds:
    """Which values a partition takes: texts of SQL literals. ``kind`` is range, list, hash or
    default; an empty text is MINVALUE or MAXVALUE."""

    kind: str
    low: tuple[str, ...] = ()
    high: tuple[str, ...] = ()
    values: tuple[str, ...] = ()


@dataclass(slots=True)
class RawTable:
    schema: str
    name: str
    line: int
    columns: list[RawColumn] = field(default_factory=list)
    primary_key: RawKey | None = None
    uniques: list[RawKey] = field(default_factory=list)
    foreign_keys: list[RawForeignKey] = field(default_factory=list)
    checks: list[RawCheck] = field(default_factory=list)
    comment: str = ""
    partition_by: tuple[str, tuple[str, ...]] | None = None  # kind and columns
    partition_of: tuple[str, str] | None = None
    bounds: Bounds | None = None
    inherits: list[tuple[str, str]] = field(default_factory=list)
    like: list[tuple[str, str, bool]] = field(default_factory=list)  # schema, name, with keys

    def column(self, name: str) -> RawColumn | None:
        """The column of that name: as written, else whatever its case."""
        exact = next((c for c in self.columns if c.name == name), None)
        folded = name.casefold()
        return exact or next((c for c in self.columns if c.name.casefold() == folded), None)


@dataclass(slots=True)
class Domain:
    base: TypeName
    nullable: bool = True
    checks: list[RawCheck] = field(default_factory=list)


@dataclass(slots=True)
class Catalog:
    """All that a script defines. Names are looked up whatever their case."""

    dialect: str
    tables: list[RawTable] = field(default_factory=list)
    enums: dict[str, list[str]] = field(default_factory=dict)
    domains: dict[str, Domain] = field(default_factory=dict)
    composites: set[str] = field(default_factory=set)
    unique_indexes: dict[str, RawKey] = field(default_factory=dict)
    schema: str = ""  # of names without one
    left_out: dict[str, list[str]] = field(default_factory=dict)
    technical: int = 0
    warnings: list[IntakeWarning] = field(default_factory=list)

    def warn(self, where: str, what: str, why: str) -> None:
        self.warnings.append(IntakeWarning(where, what, why))

    def leave_out(self, kind: str, name: str) -> None:
        """Notes an object that a dataset has no place for."""
        self.left_out.setdefault(kind, []).append(name)

    def find(self, schema: str, name: str) -> RawTable | None:
        """The table of that name: in the schema given, else in the current one, else the only
        one of that name."""
        named = list(self._named(name))
        wanted = (schema or self.schema).casefold()
        for table in named:
            if table.schema.casefold() == wanted:
                return table
        if not schema and len(named) > 1:
            named = [t for t in named if t.schema.casefold() in ("", "public", "dbo", "main")]
        fits = [t for t in named if not schema or not t.schema]
        return fits[0] if len(fits) == 1 else None

    def _named(self, name: str) -> Iterator[RawTable]:
        exact = [table for table in self.tables if table.name == name]
        folded = name.casefold()
        return iter(exact or [t for t in self.tables if t.name.casefold() == folded])
