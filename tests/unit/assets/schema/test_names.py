"""Which names are taken, and their safe forms."""

from __future__ import annotations

import pytest

from assets.schema.names import (
    MAX_NAME_LENGTH,
    check_dataset_name,
    check_identifier,
    dataset_name_from,
    folded,
    identifier_slug,
)

ODD_BUT_LEGAL = [
    "id", "Order Details", "select", "1st", "_", "$ref", "user.name", "100%", "(note)", "#", "a--b",
    "Größe", "名前", "नाम", "ชื่อ", "e\u0301te", "x" * MAX_NAME_LENGTH, "T-1/2".replace("/", "_"),
]  # fmt: skip
HOSTILE = [
    "", " ", " a", "a ", ".", "..", "../x", "..\\x", "a/b", "a\\b", ".hidden", "-rf", "a..b",
    '"; drop', "'; --", "a;b", "a\0b", "a\nb", "a\tb", "tab\u00a0le", "emoji 😀", "a\u200bb",
    "a\u202eb", "x" * (MAX_NAME_LENGTH + 1), "x" * 300, "[a]", "{a}", "<b>", "a`b", "\u0301a",
]  # fmt: skip


@pytest.mark.parametrize("name", ODD_BUT_LEGAL)
def test_names_that_sources_have_are_taken(name: str) -> None:
    assert check_identifier(name) == name


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_refused_with_a_repair(name: str) -> None:
    with pytest.raises(ValueError, match=r": (rename|shorten) it$") as caught:
        check_identifier(name)
    assert len(str(caught.value)) < 250


@pytest.mark.parametrize("name", ["shop", "a", "a_1", "x" * 63])
def test_dataset_names(name: str) -> None:
    assert check_dataset_name(name) == name


@pytest.mark.parametrize(
    "name", ["", "Shop", "1a", "_a", "a-b", "a b", "x" * 64, "shop\n", *HOSTILE]
)
def test_bad_dataset_names_come_with_a_better_one(name: str) -> None:
    with pytest.raises(ValueError, match="try") as caught:
        check_dataset_name(name)
    offered = str(caught.value).rpartition("try ")[2].strip("'")
    assert check_dataset_name(offered) == offered


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Chinook", "chinook"),
        ("MusicStore v2", "music_store_v2"),
        ("Größe", "große".replace("ß", "")),
        ("2024 sales", "dataset_2024_sales"),
        ("名前", "dataset"),
        ("", "dataset"),
        ("../etc/passwd", "etc_passwd"),
        ("x" * 99, "x" * 63),
    ],
)
def test_a_dataset_name_resembles_its_text(text: str, name: str) -> None:
    assert dataset_name_from(text) == name


def test_slugs_are_safe_and_keep_names_apart() -> None:
    slugs = [identifier_slug(name) for name in ODD_BUT_LEGAL]
    assert len(set(slugs)) == len(slugs)
    for slug in slugs:
        assert slug.isidentifier()
        assert slug.isascii()
        assert len(slug) <= 63
    assert identifier_slug("order_lines") == "order_lines"
    assert identifier_slug("Order Details") != identifier_slug("Order-Details")


def test_names_that_differ_in_case_or_form_only_fold_to_one() -> None:
    assert folded("Straße") == folded("STRASSE")
    assert folded("\u00e9") == folded("e\u0301") == folded("E\u0301")
    assert folded("a") != folded("b")
