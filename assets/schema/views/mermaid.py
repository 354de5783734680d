"""The spec as a Mermaid entity-relationship diagram."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assets.schema.dataset import Dataset
from assets.schema.names import identifier_slug
from assets.schema.polymorphic import PolymorphicKey
from assets.schema.table import Column, ForeignKey, OneToOne, Table

MAX_TEXT = 50_000  # Mermaid's own limit, above which it draws an error
_PLAIN_WORD = re.compile(r"(?!(?:pk|fk|uk)$)[a-z_][a-z0-9_]*", re.IGNORECASE)


def mermaid_er(dataset: Dataset) -> str:
    """An ``erDiagram`` with every table and foreign key, columns marked PK, FK and UK.

    A text that Mermaid would refuse for its length shows the key columns only, or none at all; its
    first line then says so.
    """
    text = _diagram(dataset, "all")
    if len(text) > MAX_TEXT:
        text = "%% Too large for all columns: only the keys are shown\n" + _diagram(dataset, "keys")
    if len(text) > MAX_TEXT:
        text = "%% Too large for columns: only the tables are shown\n" + _diagram(dataset, "none")
    return text


def _diagram(dataset: Dataset, shown: str) -> str:
    lines = ["erDiagram"]
    for table in dataset.tables:
        columns = [
            c for c in table.columns if shown == "all" or (shown == "keys" and _keys(table, c))
        ]
        if columns:
            lines.append(f"    {_quoted(table.name)} {{")
            lines += [f"        {_attribute(table, column)}" for column in columns]
            lines.append("    }")
        else:
            lines.append(f"    {_quoted(table.name)}")
    for table in dataset.tables:
        lines += [f"    {_relationship(table, key)}" for key in table.foreign_keys]
        for polymorphic in table.polymorphic_keys:
            lines += [f"    {line}" for line in _polymorphic(table, polymorphic)]
    return "\n".join(lines) + "\n"


def _attribute(table: Table, column: Column) -> str:
    words = [str(column.type)]
    if _PLAIN_WORD.fullmatch(column.name):
        words.append(column.name)
        comment = ""
    else:
        slug = identifier_slug(column.name)
        words.append(slug if _PLAIN_WORD.fullmatch(slug) else f"{slug}_")
        comment = _quoted(column.name)
    keys = ", ".join(_keys(table, column))
    return " ".join(word for word in (*words, keys, comment) if word)


def _keys(table: Table, column: Column) -> list[str]:
    keys = ["PK"] if column.name in table.primary_key else []
    if any(column.name in key.columns for key in table.foreign_keys) or any(
        column.name in key.columns for key in table.polymorphic_keys
    ):
        keys.append("FK")
    if (column.name,) in table.unique_sets and table.primary_key != [column.name]:
        keys.append("UK")
    return keys


def _relationship(table: Table, key: ForeignKey) -> str:
    optional = any(table.column(name).nullable for name in key.columns)
    single = isinstance(key.pick, OneToOne) or any(
        set(names) <= set(key.columns) for names in table.unique_sets
    )
    line = "--" if set(key.columns) <= set(table.primary_key) else ".."
    ends = ("|o" if optional else "||") + line + ("o|" if single else "o{")
    label = _quoted(", ".join(key.columns))
    return f"{_quoted(key.references)} {ends} {_quoted(table.name)} : {label}"


def _polymorphic(table: Table, key: PolymorphicKey) -> Iterator[str]:
    """One relationship for each table that a row may belong to, to one of which it does."""
    single = any(set(names) <= {*key.columns} for names in table.unique_sets)
    label = _quoted(", ".join(key.columns))
    for name in dict.fromkeys(reference.table for reference in key.references):
        ends = "|o..o|" if single else "|o..o{"
        yield f"{_quoted(name)} {ends} {_quoted(table.name)} : {label}"


def _quoted(text: str) -> str:
    """The text in quotes, with Mermaid's codes for what it would take for its own or Markdown's."""
    hides_a_keyword = "direction" in text.casefold()  # its lexer looks for it even within quotes
    safe = [
        character
        if character.isalnum() or character in "_," or (character == " " and not hides_a_keyword)
        else f"#{ord(character)};"
        for character in text
    ]
    return '"' + re.sub(r"^_|_$", "#95;", "".join(safe)) + '"'
