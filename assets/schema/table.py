"""Tables, columns, foreign keys and checks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Self

from pydantic import Field, model_validator

from assets.schema.base import SpecModel
from assets.schema.change_streams import ChangeStream
from assets.schema.correlations import Correlation
from assets.schema.exactness import require_exactness
from assets.schema.flaw_rules import require_flaws
from assets.schema.flaws import Duplicate, Flaw, flawed_names
from assets.schema.generators import Generator, Rate, SqlExpression
from assets.schema.groups import require_agreement
from assets.schema.names import Identifier, folded, shown
from assets.schema.per_parent import PerParent
from assets.schema.picks import OneToOne as OneToOne
from assets.schema.picks import Pick as Pick
from assets.schema.picks import Tree as Tree
from assets.schema.picks import Uniform as Uniform
from assets.schema.picks import Zipf as Zipf
from assets.schema.polymorphic import PolymorphicKey, require_free_columns
from assets.schema.repairs import parts
from assets.schema.repairs.edits import (
    Edit,
    MendableError,
    Repair,
    Steps,
    removing,
    setting,
    without,
)
from assets.schema.repairs.naming import named_instead, renamed
from assets.schema.targets import ColumnTarget, require_targets
from assets.schema.types import ColumnType


class Column(SpecModel):
    """A column. Without a generator it must belong to a key to another row, which fills it.

    ``null_rate`` is the share of rows that are NULL; it needs ``nullable``. ``source_type`` is the
    type as the source wrote it, where that says more than ``type``.
    """

    name: Identifier
    type: ColumnType
    nullable: bool = False
    null_rate: Rate = 0.0
    unique: bool = False
    generator: Generator | None = None
    description: str = ""
    source_type: str = ""

    @model_validator(mode="after")
    def _nulls(self) -> Self:
        if self.null_rate > 0 and not self.nullable:
            raise MendableError(
                f"{self.name} has a null_rate of {self.null_rate} and is not nullable: "
                f"set nullable: true, or null_rate: 0",
                setting("make it nullable", nullable=True),
                without("leave out null_rate", "null_rate"),
            )
        return self


class ForeignKey(SpecModel):
    """``columns`` hold the values of ``references_columns`` of one row of ``references``.

    ``pick`` says which row of the parent. A self-reference always points to an earlier row; its
    first row is NULL, or itself where NULL is not allowed. ``null_rate`` is the share of rows that
    refer to nothing; it needs every column to be nullable that no other key fills. Where two keys
    share a column, the one picks among the rows that have the value of the other.
    """

    columns: Annotated[list[Identifier], Field(min_length=1, max_length=16)]
    references: Identifier
    references_columns: Annotated[list[Identifier], Field(min_length=1, max_length=16)]
    pick: Pick = Uniform()
    null_rate: Rate = 0.0
    name: str = ""

    @model_validator(mode="after")
    def _columns(self) -> Self:
        if len(self.columns) != len(self.references_columns):
            most = min(len(self.columns), len(self.references_columns))
            ends = {name: getattr(self, name)[:most] for name in ("columns", "references_columns")}
            raise MendableError(
                f"{len(self.columns)} columns ({', '.join(self.columns)}) refer to "
                f"{len(self.references_columns)} of {self.references}: name one for each",
                setting(f"refer by the first {most}", **ends),
            )
        for names in (self.columns, self.references_columns):
            if len(set(names)) != len(names):
                first = {each: place for place, each in reversed(list(enumerate(names)))}
                ends = {
                    name: [getattr(self, name)[place] for place in sorted(first.values())]
                    for name in ("columns", "references_columns")
                }
                text = f"a column is named twice in {', '.join(names)}: name it once"
                raise MendableError(text, setting("name each once", **ends))
        return self


class Check(SpecModel):
    """A condition of SQL (DuckDB's) that every row must meet; NULL counts as met."""

    sql: SqlExpression
    name: str = ""


MAX_APPENDS = 1_000
Appended = Annotated[list[Annotated[int, Field(ge=0, le=10**15)]], Field(max_length=MAX_APPENDS)]


@dataclass(frozen=True)
class _Use:
    """A part of a table that names columns, and the list of their names where there is one."""

    what: str
    part: Steps
    path: Steps
    names: list[str]


class Table(SpecModel):
    """A table of ``rows`` rows; with ``per_parent`` the dataset works ``rows`` out by itself.

    ``appended`` says how many of the rows each append has added, the last one last; the dataset
    works it out where there is ``per_parent``. ``flaws`` are applied last, to the rows that are
    written: whatever follows from them sees the true values. ``flaw_labels`` asks for a table of
    the flawed cells with their true values, which is called as it says, or ``<table>_flaws``.
    """

    name: Identifier
    rows: Annotated[int, Field(ge=1, le=10**15)] = 1_000
    appended: Appended = []
    per_parent: PerParent | None = None
    columns: Annotated[list[Column], Field(min_length=1)]
    primary_key: list[Identifier] = []
    unique: list[Annotated[list[Identifier], Field(min_length=1)]] = []
    foreign_keys: list[ForeignKey] = []
    polymorphic_keys: list[PolymorphicKey] = []
    checks: list[Check] = []
    correlations: list[Correlation] = []
    changes: ChangeStream | None = None
    flaws: list[Flaw] = []
    flaw_labels: bool | Identifier = False
    targets: list[ColumnTarget] = []
    description: str = ""

    @model_validator(mode="after")
    def _own_columns(self) -> Self:
        seen: dict[str, str] = {}
        for column in self.columns:
            other = seen.get(folded(column.name))
            if other is not None:
                raise MendableError(
                    f"columns {other!r} and {column.name!r} of {self.name} have the same name "
                    f"but for case: rename one",
                    renamed("columns", [each.name for each in self.columns], column.name),
                    at=("columns", column.name),
                )
            seen[folded(column.name)] = column.name
        known = [column.name for column in self.columns]
        for use in self._uses():
            missing = next((name for name in use.names if name not in known), None)
            if missing is not None:
                instead = named_instead(use.path, use.names, missing, known) if use.path else []
                raise MendableError(
                    f"{use.what} of {self.name} names the column {shown(missing)}, which it does "
                    f"not have: use one of {', '.join(known[:8])}",
                    *instead,
                    removing(f"remove {use.what}", *use.part),
                )
        return self

    def _uses(self) -> list[_Use]:
        """What names columns of the table."""
        used = [_Use("the primary key", ("primary_key",), ("primary_key",), self.primary_key)]
        for place, names in enumerate(self.unique):
            part = ("unique", place)
            used.append(_Use("a unique constraint", part, part, names))
        for place, key in enumerate(self.foreign_keys):
            part = ("foreign_keys", place)
            used.append(_Use("a foreign key", part, (*part, "columns"), key.columns))
        for place, polymorphic in enumerate(self.polymorphic_keys):
            part = ("polymorphic_keys", place)
            used.append(_Use("a polymorphic key", part, (), [*polymorphic.columns]))
        if self.per_parent is not None:
            path = ("per_parent", "columns")
            used.append(_Use("per_parent", path[:1], path, self.per_parent.columns))
        if self.changes is not None and self.changes.columns is not None:
            path = ("changes", "columns")
            used.append(_Use("changes", path, path, self.changes.columns))
        for place, correlation in enumerate(self.correlations):
            used.append(_Use("a correlation", ("correlations", place), (), correlation.names))
        for place, flaw in enumerate(self.flaws):
            part = ("flaws", place)
            field = "keep" if isinstance(flaw, Duplicate) else "columns"
            names = flawed_names(flaw)
            used.append(_Use(f"a flaw of kind {flaw.kind}", part, (*part, field), names))
        return used

    @model_validator(mode="after")
    def _filled(self) -> Self:
        require_free_columns(self)
        keyed = {name for key in self.foreign_keys for name in key.columns}
        keyed |= {name for key in self.polymorphic_keys for name in key.columns}
        for column in self.columns:
            if column.generator is None and column.name not in keyed:
                raise MendableError(
                    f"{self.name}.{column.name} has no generator and is in no foreign key: "
                    f"give it a generator",
                    parts.filled(self, column).inside(2),
                    at=("columns", column.name),
                )
            if column.name in self.primary_key and column.nullable:
                raise MendableError(
                    f"{self.name}.{column.name} is nullable and in the primary key: "
                    f"set nullable: false",
                    parts.without_nulls(self, column.name).inside(2),
                    at=("columns", column.name),
                )
        for place, key in enumerate(self.foreign_keys):
            required = [
                c.name
                for c in self.columns
                if c.name in key.columns and not c.nullable and not self._is_filled_beside(key, c)
            ]
            if key.null_rate > 0 and required:
                raise MendableError(
                    f"the foreign key ({', '.join(key.columns)}) of {self.name} has a null_rate of "
                    f"{key.null_rate}, and {required[0]} is not nullable: set null_rate: 0",
                    removing("leave out null_rate", "foreign_keys", place, "null_rate"),
                    *(each.inside(2) for each in parts.nullable(self, *required)),
                    at=("columns", required[0]),
                )
        return self

    def _is_filled_beside(self, key: ForeignKey, column: Column) -> bool:
        """Whether something else than ``key`` decides the column, so that it may stay without."""
        inherited = column.generator is not None and column.generator.kind == "inherit"
        others = (other for other in self.foreign_keys if other is not key)
        return inherited or any(column.name in other.columns for other in others)

    @model_validator(mode="after")
    def _trees(self) -> Self:
        for key in self.foreign_keys:
            if not isinstance(key.pick, Tree):
                continue
            name = f"the foreign key ({', '.join(key.columns)}) of {self.name}"
            if key.references != self.name:
                raise ValueError(
                    f"{name} is a tree and refers to {key.references}: "
                    f"only a self-reference can be a tree; pick uniform or zipf"
                )
            if key.pick.within == "parent" and self.per_parent is None:
                raise ValueError(
                    f"{name} is a tree within a parent, and {self.name} does not count per parent: "
                    f"give it per_parent, or leave within out"
                )
        return self

    @model_validator(mode="after")
    def _groups(self) -> Self:
        require_exactness(self)
        require_flaws(self)
        require_targets(self)
        require_agreement(self.name, self.columns)
        return self

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @model_validator(mode="after")
    def _family(self) -> Self:
        if self.per_parent is not None and self.parent_key is None:
            others = [key for key in self.foreign_keys if key.references != self.name]
            raise MendableError(
                f"per_parent of {self.name} names ({', '.join(self.per_parent.columns)}), which is "
                f"no foreign key to another table: name the columns of one",
                *(
                    Repair(
                        f"count per row of {key.references}",
                        (Edit(("per_parent", "columns"), key.columns),),
                    )
                    for key in others[:2]
                ),
                without("do not count per parent", "per_parent"),
            )
        return self

    @model_validator(mode="after")
    def _appends(self) -> Self:
        added = sum(self.appended)
        if self.per_parent is None and added >= self.rows:
            raise MendableError(
                f"{self.name} has {self.rows:,} rows, and {added:,} of them are appended: "
                f"rows counts all of them, use {added + 1:,} or more",
                setting(f"use {added + 1:,} rows", rows=added + 1),
                without("forget what was appended", "appended"),
            )
        return self

    @property
    def labels_name(self) -> str | None:
        """The name of the table of labels, None where none is asked for."""
        if isinstance(self.flaw_labels, str):
            return self.flaw_labels
        return f"{self.name}_flaws" if self.flaw_labels else None

    @property
    def parents(self) -> list[str]:
        """The tables that rows refer to, each once, the table itself included where they do."""
        found = [key.references for key in self.foreign_keys]
        found += [ref.table for key in self.polymorphic_keys for ref in key.references]
        return list(dict.fromkeys(found))

    @property
    def parent_key(self) -> ForeignKey | None:
        """The foreign key to the parents whose children the rows are."""
        if self.per_parent is None:
            return None
        wanted = self.per_parent.columns
        keys = (k for k in self.foreign_keys if k.columns == wanted and k.references != self.name)
        return next(keys, None)

    @property
    def unique_sets(self) -> list[tuple[str, ...]]:
        """Every set of columns whose values may not repeat, the primary key first, each once."""
        sets = [tuple(self.primary_key), *((c.name,) for c in self.columns if c.unique)]
        sets += [tuple(names) for names in self.unique]
        kept: dict[frozenset[str], tuple[str, ...]] = {}
        for names in sets:
            if names:
                kept.setdefault(frozenset(names), names)
        return list(kept.values())
