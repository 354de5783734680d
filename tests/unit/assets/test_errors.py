"""The error tree: one line for people, exit codes for scripts."""

from __future__ import annotations

import pickle

import pytest

from assets import errors
from assets.errors import ConflictError, DataForgeError, InputError, SpecError

TREE = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, DataForgeError)
]


def test_a_message_says_where_what_and_how_to_mend_it() -> None:
    error = SpecError("rows is 0", where="books", repair="use 1 or more")
    assert str(error) == "books: rows is 0. Use 1 or more."
    assert (error.problem, error.where, error.repair) == ("rows is 0", "books", "use 1 or more")


def test_place_and_repair_may_be_missing() -> None:
    assert str(SpecError("rows is 0.")) == "rows is 0."
    assert str(SpecError("rows is 0", repair="use 1.")) == "rows is 0. Use 1."


def test_a_message_is_one_line() -> None:
    assert "\n" not in str(SpecError("a\nb\r\n  c", repair="d\n\te"))
    assert str(SpecError("a\nb", repair="c\nd")) == "a b. C d."


@pytest.mark.parametrize("kind", TREE)
def test_errors_cross_processes(kind: type[DataForgeError]) -> None:
    error = kind("problem", where="place", repair="mend it")
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert str(again) == str(error)
    assert again.repair == "mend it"


@pytest.mark.parametrize("kind", TREE)
def test_exit_codes_tell_bad_input_from_failures(kind: type[DataForgeError]) -> None:
    assert kind.exit_code == (2 if issubclass(kind, InputError) else 1)


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    drawn = errors.__doc__ or ""
    for kind in TREE:
        assert kind.__name__ in drawn
    assert issubclass(SpecError, InputError)
    assert not issubclass(ConflictError, InputError)
