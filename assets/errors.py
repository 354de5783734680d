"""Every error that DataForge raises on purpose.

::

    DataForgeError                 exit code 1
    ├── InputError                 exit code 2: what a person gave cannot be used
    │   ├── SpecError              a spec is malformed or contradicts itself
    │   ├── InfeasibleSpecError    a spec is well formed, but no rows can satisfy it
    │   ├── IntakeError            a source (DDL, file, database) cannot be read
    │   ├── QueryError             an SQL query is wrong, refused or over a limit
    │   ├── NotFoundError          a dataset, table, version or output does not exist
    │   └── SettingsError          an option or environment variable is unusable
    ├── ConflictError              somebody else moved the dataset's head first
    ├── GenerationError            rows of a feasible spec could not be made
    ├── OutputError                files could not be written, published or read
    ├── ModelError                 a language model cannot be reached, or gave nothing of use
    │   └── BudgetError            a conversation has used up what its models may take
    └── BackendError               Dagster cannot be reached, or refused a request

A message says what is wrong, where, with which value, and how to mend it. Errors of other
libraries are wrapped with ``from`` where they cross into this project.
"""

from __future__ import annotations


class DataForgeError(Exception):
    """Base of the tree. ``str()`` is one line, ready to be shown to a person.

    ``problem`` says what is wrong and with which value, ``where`` names the place (a file, or
    ``table.column``), ``repair`` says how to mend it. None of them may hold a secret.
    """

    exit_code = 1

    def __init__(self, problem: str, *, where: str = "", repair: str = "") -> None:
        self.problem = " ".join(problem.split()).rstrip(".")
        self.where = where
        self.repair = " ".join(repair.split()).rstrip(".")
        super().__init__(problem, where, repair)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        mend = f". {self.repair[0].upper()}{self.repair[1:]}" if self.repair else ""
        return f"{place}{self.problem}{mend}."

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.problem, self.where, self.repair)


def _rebuild(kind: type[DataForgeError], problem: str, where: str, repair: str) -> DataForgeError:
    return kind(problem, where=where, repair=repair)


class InputError(DataForgeError):
    """What a person gave cannot be used."""

    exit_code = 2


class SpecError(InputError):
    """A spec is malformed or contradicts itself."""


class InfeasibleSpecError(InputError):
    """A spec is well formed, but no rows can satisfy it."""


class IntakeError(InputError):
    """A source cannot be read into a spec."""


class QueryError(InputError):
    """An SQL query is wrong, refused or over a limit."""


class NotFoundError(InputError):
    """A dataset, table, version or output does not exist."""


class SettingsError(InputError):
    """An option or environment variable is unusable."""


class ConflictError(DataForgeError):
    """Somebody else moved the dataset's head first."""


class GenerationError(DataForgeError):
    """Rows of a feasible spec could not be made."""


class OutputError(DataForgeError):
    """Files could not be written, published or read."""


class BackendError(DataForgeError):
    """Dagster cannot be reached, or refused a request."""


class ModelError(DataForgeError):
    """A language model cannot be reached, refused, or gave nothing of use."""


class BudgetError(ModelError):
    """A conversation has used up what its models may take."""
