"""Tables, columns, foreign keys and checks."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from assets.schema.base import SpecModel, Variant
from assets.schema.cardinality import Counts, counts_of
from assets.schema.correlations import Correlation
from assets.schema.exactness import require_exactness
from assets.schema.generator_fields import Category
from assets.schema.generators import Generator, Rate, SqlExpression
from assets.schema.groups import require_agreement
from assets.schema.names import Identifier, folded, shown
from assets.schema.types import ColumnType


class Column(SpecModel):
    """A column. Without a generator it must belong to a foreign key, which fills it.

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
            raise ValueError(
                f"{self.name} has a null_rate of {self.null_rate} and is not nullable: "
                f"set nullable: true, or null_rate: 0"
            )
        return self


class Uniform(Variant):
    """Every parent is as likely as every other."""

    kind: Literal["uniform"] = "uniform"


class Zipf(Variant):
    """A few parents have most children: the k-th most popular in proportion to k^-exponent."""

    kind: Literal["zipf"] = "zipf"
    exponent: Annotated[float, Field(gt=0, le=5)] = 1.1


class OneToOne(Variant):
    """No parent has two children; the table may not have more rows than the parent."""

    kind: Literal["one_to_one"] = "one_to_one"


class Tree(Variant):
    """A self-reference whose rows form trees of at most ``max_depth`` steps below their roots.

    Rows lie level by level, and each refers to one of the level above. ``roots`` is how many there
    are, ``branching`` how many rows of the next level there are for each of one (3 unless told);
    with one of them the other follows from the number of rows.

    ``within: parent`` makes trees of the children of each parent that the table counts its rows
    for: a reply is to an earlier comment on the same post. Then ``roots`` is of one parent, and
    ``branching`` gives the share of roots: 1 in 1 + branching + branching^2 and so on down to
    ``max_depth``.
    """

    kind: Literal["tree"] = "tree"
    max_depth: Annotated[int, Field(ge=1, le=100)] = 3
    roots: Annotated[int, Field(ge=1, le=10**15)] | None = None
    branching: Annotated[float, Field(gt=0, le=1e6)] | None = None
    within: Literal["table", "parent"] = "table"

    @model_validator(mode="after")
    def _one_shape(self) -> Self:
        if self.within == "parent" and self.roots is not None and self.branching is not None:
            raise ValueError("a tree within a parent has roots or branching: leave one of them out")
        return self


Pick = Annotated[Uniform | Zipf | OneToOne | Tree, Field(discriminator="kind")]


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
            raise ValueError(
                f"{len(self.columns)} columns ({', '.join(self.columns)}) refer to "
                f"{len(self.references_columns)} of {self.references}: name one for each"
            )
        for names in (self.columns, self.references_columns):
            if len(set(names)) != len(names):
                raise ValueError(f"a column is named twice in {', '.join(names)}: name it once")
        return self


class Check(SpecModel):
    """A condition of SQL (DuckDB's) that every row must meet; NULL counts as met."""

    sql: SqlExpression
    name: str = ""


class CountBy(SpecModel):
    """Parents whose ``column``, which has exact counts, is a key of ``counts`` have so many."""

    column: Identifier
    counts: Annotated[dict[Category, Generator], Field(min_length=1, max_length=1_000)]

    @property
    def distributions(self) -> dict[str, Counts]:
        """The distribution of the count of each category that is named."""
        return {name: counts_of(count) for name, count in self.counts.items()}

    @model_validator(mode="after")
    def _countable(self) -> Self:
        for name, count in self.counts.items():
            try:
                counts_of(count)
            except ValueError as error:
                raise ValueError(f"{name}: {error}") from error
        return self


class PerParent(SpecModel):
    """The rows are children of those that the foreign key on ``columns`` refers to.

    Each parent has ``count`` of them, drawn from an ``integer`` or ``choice`` generator, from one
    of the discrete distributions, or from a mixture of these; ``by`` says which parents have
    another count."""

    columns: Annotated[list[Identifier], Field(min_length=1, max_length=16)]
    count: Generator
    by: CountBy | None = None

    @property
    def counts(self) -> Counts:
        """The distribution of the count."""
        return counts_of(self.count)

    @model_validator(mode="after")
    def _countable(self) -> Self:
        if max(self.counts.values) == 0 and self.by is None:
            raise ValueError("no parent has a child: give count a value above 0")
        return self


MAX_APPENDS = 1_000
Appended = Annotated[list[Annotated[int, Field(ge=0, le=10**15)]], Field(max_length=MAX_APPENDS)]


class Table(SpecModel):
    """A table of ``rows`` rows; with ``per_parent`` the dataset works ``rows`` out by itself.

    ``appended`` says how many of the rows each append has added, the last one last; the dataset
    works it out where there is ``per_parent``.
    """

    name: Identifier
    rows: Annotated[int, Field(ge=1, le=10**15)] = 1_000
    appended: Appended = []
    per_parent: PerParent | None = None
    columns: Annotated[list[Column], Field(min_length=1)]
    primary_key: list[Identifier] = []
    unique: list[Annotated[list[Identifier], Field(min_length=1)]] = []
    foreign_keys: list[ForeignKey] = []
    checks: list[Check] = []
    correlations: list[Correlation] = []
    description: str = ""

    @model_validator(mode="after")
    def _own_columns(self) -> Self:
        seen: dict[str, str] = {}
        for column in self.columns:
            other = seen.setdefault(folded(column.name), column.name)
            if other is not column.name:
                raise ValueError(
                    f"columns {other!r} and {column.name!r} of {self.name} have the same name "
                    f"but for case: rename one"
                )
        used = [("the primary key", self.primary_key)]
        used += [("a unique constraint", names) for names in self.unique]
        used += [("a foreign key", key.columns) for key in self.foreign_keys]
        if self.per_parent is not None:
            used.append(("per_parent", self.per_parent.columns))
        used += [("a correlation", correlation.names) for correlation in self.correlations]
        names = {column.name for column in self.columns}
        for what, wanted in used:
            missing = next((name for name in wanted if name not in names), None)
            if missing is not None:
                raise ValueError(
                    f"{what} of {self.name} names the column {shown(missing)}, which it does not "
                    f"have: use one of {', '.join(list(names)[:8])}"
                )
        return self

    @model_validator(mode="after")
    def _filled(self) -> Self:
        keyed = {name for key in self.foreign_keys for name in key.columns}
        for column in self.columns:
            if column.generator is None and column.name not in keyed:
                raise ValueError(
                    f"{self.name}.{column.name} has no generator and is in no foreign key: "
                    f"give it a generator"
                )
            if column.name in self.primary_key and column.nullable:
                raise ValueError(
                    f"{self.name}.{column.name} is nullable and in the primary key: "
                    f"set nullable: false"
                )
        for key in self.foreign_keys:
            required = [
                c.name
                for c in self.columns
                if c.name in key.columns and not c.nullable and not self._is_filled_beside(key, c)
            ]
            if key.null_rate > 0 and required:
                raise ValueError(
                    f"the foreign key ({', '.join(key.columns)}) of {self.name} has a null_rate of "
                    f"{key.null_rate}, and {required[0]} is not nullable: set null_rate: 0"
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
            raise ValueError(
                f"per_parent of {self.name} names ({', '.join(self.per_parent.columns)}), which is "
                f"no foreign key to another table: name the columns of one"
            )
        return self

    @model_validator(mode="after")
    def _appends(self) -> Self:
        added = sum(self.appended)
        if self.per_parent is None and added >= self.rows:
            raise ValueError(
                f"{self.name} has {self.rows:,} rows, and {added:,} of them are appended: "
                f"rows counts all of them, use {added + 1:,} or more"
            )
        return self

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
