"""People, places, companies and products: the fields of one agree in every locale."""

from __future__ import annotations

import re
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from assets.errors import InfeasibleSpecError, SpecError
from assets.schema import generators as g
from assets.schema.dataset import dataset_from
from assets.schema.types import ColumnType
from assets.tables.engine import Engine
from assets.tables.generators.base import Target
from assets.tables.generators.registry import build_source
from assets.tables.names import names
from assets.tables.places.countries import country
from tests.fixtures.entities import LOCALES, rows_of, values_of

TITLES = {
    "en_US": {"Ms.", "Mr."}, "en_GB": {"Ms", "Mr"}, "de_DE": {"Frau", "Herr"},
    "fr_FR": {"Mme", "M."},
    "es_ES": {"Sra.", "Sr."}, "it_IT": {"Sig.ra", "Sig."}, "nl_NL": {"mevr.", "dhr."},
    "pl_PL": {"pani", "pan"}, "pt_BR": {"Sra.", "Sr."}, "ja_JP": {"様"},
}  # fmt: skip
FICTIONAL_PHONES = (
    r"\+1-[2-9]\d\d-555-01\d\d", r"[2-9]\d\d-555-01\d\d", r"\+44 7700 900\d{3}",
    r"0\d{3} 49[68] 0\d{3}", r"020 7946 0\d{3}", r"01632 960\d{3}", r"029 2018 0\d{3}",
    r"028 9649 6\d{3}", r"\+49 30 23125 \d{3}",
    r"(030 23125|040 66969|069 90009|089 99998|0221 4710) \d{3}", r"0171 39200\d\d",
    r"\+33 6 39 98 \d\d \d\d",
    r"0(1 99 00|2 61 91|3 53 01|4 65 71|5 36 49) \d\d \d\d", r"\+999 \d{3} \d{3} \d{4}",
)  # fmt: skip
"""What the regulators keep for fiction, written down again."""


def is_fictional(phone: str) -> bool:
    return any(re.fullmatch(form, phone) for form in FICTIONAL_PHONES)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_person_agrees_with_itself(locale: str) -> None:
    known = names(locale)
    women, men = set(known.first[0::2]), set(known.first[1::2])
    assert not women & men
    spelling = dict(zip(known.first, known.first_words, strict=True))
    rows = rows_of(g.Person, locale, 600, {"birth_date": "date", "age": "smallint"})
    for row in rows:
        first, last = row["first_name"], row["last_name"]
        assert first in (women if row["gender"] == "female" else men)
        assert last in known.last[0 if row["gender"] == "female" else 1]
        order = (last, first) if locale == "ja_JP" else (first, last)
        assert row["full_name"] == " ".join(order)
        local, _, domain = row["email"].partition("@")
        assert domain in ("example.com", "example.org", "example.net")
        assert re.fullmatch(r"[a-z0-9]+\.[a-z0-9]+", local)
        assert local.split(".")[0] == spelling[first]
        assert row["username"] == local.replace(".", "_")
        assert row["initials"] == (local[0] + local.split(".")[1][0]).upper()
        assert row["title"] in TITLES[locale]
        assert is_fictional(row["phone"]), row["phone"]
        born, on = row["birth_date"], date(2026, 1, 1)
        years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
        assert row["age"] == years
        assert 18 <= years <= 90
    if len(TITLES[locale]) == 2:
        assert len({(row["gender"], row["title"]) for row in rows}) == 2
    assert len({row["gender"] for row in rows}) == 2


def test_polish_last_names_follow_the_gender() -> None:
    rows = rows_of(g.Person, "pl_PL", 3_000)
    ends = {(row["gender"], row["last_name"][-3:]) for row in rows}
    assert {end for end in ends if end[1] in ("ski", "ska")} == {("female", "ska"), ("male", "ski")}


def test_ages_are_counted_on_the_given_day_and_never_today() -> None:
    span = {"min_age": 20, "max_age": 20, "at": date(2024, 2, 29)}
    rows = rows_of(g.Person, "en_US", 5_000, {"birth_date": "date", "age": "integer"}, **span)
    assert {row["age"] for row in rows} == {20}
    born = [row["birth_date"] for row in rows]
    assert (min(born), max(born)) == (date(2003, 3, 1), date(2004, 2, 29))


def test_people_of_one_group_must_be_of_one_age() -> None:
    columns = [
        {"name": name, "type": kind, "generator": {"kind": "person", "field": name, "min_age": age}}
        for name, kind, age in (("birth_date", "date", 18), ("age", "integer", 21))
    ]
    with pytest.raises(SpecError, match="differ in min_age, max_age or at"):
        dataset_from({"name": "d", "tables": [{"name": "t", "columns": columns}]})


@pytest.mark.parametrize("locale", LOCALES)
def test_an_address_agrees_with_itself(locale: str) -> None:
    known = country(locale[-2:])
    assert known is not None
    towns = {(town.name, town.state_code): town for town in known.towns}
    assert len(towns) >= 40
    types = {"latitude": "double", "longitude": "decimal(9,6)"}
    for row in rows_of(g.Address, locale, 800, types):
        town = towns[row["city"], row["state_code"]]
        assert row["state"] == town.state
        assert row["country"] == known.name
        assert row["country_code"] == locale[-2:]
        assert row["time_zone"] == town.time_zone
        assert any(_fits(row["postcode"], form) for form in town.postcodes)
        assert abs(row["latitude"] - town.latitude) <= 0.0151
        assert abs(float(row["longitude"]) - town.longitude) <= 0.0151
        assert is_fictional(row["phone"]), row["phone"]
        assert town.phone == "" or row["phone"].startswith(town.phone)
        for part in ("street", "city", "postcode"):
            assert row[part] in row["full"]
        assert re.search(r"\d", row["street"])


def _fits(postcode: str, form: str) -> bool:
    signs = {"#": r"\d", "%": "[1-9]", "@": "[A-Z]", "&": "[A-Z]"}
    pattern = "".join(signs.get(sign, re.escape(sign)) for sign in form)
    return re.fullmatch(pattern, postcode) is not None


ZIP_REGIONS = (
    "CT MA ME NH NJ RI VT", "DE NY PA", "DC MD NC SC VA WV", "AL FL GA MS TN", "IN KY MI OH",
    "IA MN MT ND SD WI", "IL KS MO NE", "AR LA OK TX", "AZ CO ID NM NV UT WY", "AK CA HI OR WA",
)  # fmt: skip
"""The states whose ZIP codes begin with 0, 1, 2, …"""


def test_american_postcodes_begin_with_the_digit_of_their_state() -> None:
    for row in rows_of(g.Address, "en_US", 800):
        assert row["state_code"] in ZIP_REGIONS[int(row["postcode"][0])].split()


def test_german_postcodes_begin_with_a_digit_of_their_state() -> None:
    first = {
        "BW": "678", "BY": "6789", "BE": "1", "BB": "01", "HB": "2", "HH": "2", "HE": "36",
        "MV": "12", "NI": "234", "NW": "345", "RP": "567", "SL": "6", "SN": "0", "ST": "03",
        "SH": "2", "TH": "09",
    }  # fmt: skip
    for row in rows_of(g.Address, "de_DE", 800):
        assert row["postcode"][0] in first[row["state_code"]]


@pytest.mark.parametrize("locale", LOCALES)
def test_towns_have_the_coordinates_and_zones_that_are_known_of_them(locale: str) -> None:
    from faker.providers.geo import Provider

    known = country(locale[-2:])
    assert known is not None
    places = [
        (name, float(latitude), float(longitude), zone)
        for latitude, longitude, name, code, zone in Provider.land_coords
        if code == locale[-2:]
    ]
    for town in known.towns:
        assert ZoneInfo(town.time_zone)
        assert town.latitude is not None
        assert town.longitude is not None
        for name, latitude, longitude, zone in places:
            near = abs(town.latitude - latitude) < 0.5 and abs(town.longitude - longitude) < 0.5
            if name == town.name and near:
                assert abs(town.latitude - latitude) + abs(town.longitude - longitude) < 0.15
                assert zone == town.time_zone


def test_coordinates_of_unknown_towns_are_refused() -> None:
    with pytest.raises(ValueError, match="no coordinates are known"):
        build_source(g.Address(field="latitude"), Target(ColumnType("double"), "sv_SE"))
    assert rows_of_field("sv_SE", "city")


def rows_of_field(locale: str, field: str) -> list[str]:
    source = build_source(g.Address(field=field), Target(ColumnType("text"), locale))
    return list(source.at(np.arange(50, dtype=np.uint64)).to_pylist())


@pytest.mark.parametrize("locale", LOCALES)
def test_a_company_agrees_with_itself(locale: str) -> None:
    for row in rows_of(g.Company, locale, 500):
        assert row["legal_form"] in row["name"]
        host = row["website"].removeprefix("https://")
        assert row["email"] == f"office@{host}"
        assert re.fullmatch(r"[a-z0-9-]+\.example", host)
        assert is_fictional(row["phone"])
        assert tax_number_is_valid(locale[-2:], row["vat_id"]), row["vat_id"]


def tax_number_is_valid(code: str, text: str) -> bool:
    digits = [int(sign) for sign in re.sub(r"\D", "", text)]

    def total(weights: list[int], part: list[int]) -> int:
        return sum(weight * digit for weight, digit in zip(weights, part, strict=True))

    def luhn(part: list[int]) -> bool:
        doubled = [digit * (1 + place % 2) for place, digit in enumerate(reversed(part))]
        return sum(value - 9 * (value > 9) for value in doubled) % 10 == 0

    match code:
        case "DE":
            product = 10
            for digit in digits[:8]:
                product = ((digit + product) % 10 or 10) * 2 % 11
            return text[:2] == "DE" and (11 - product) % 10 == digits[8]
        case "GB":
            check = digits[7] * 10 + digits[8]
            return (total([8, 7, 6, 5, 4, 3, 2], digits[:7]) + check) % 97 == 0
        case "FR":
            siren = int(text[4:])
            return luhn(digits[2:]) and int(text[2:4]) == (12 + 3 * (siren % 97)) % 97
        case "ES":
            return text[:3] == "ESB" and luhn(digits)
        case "IT":
            return len(digits) == 11 and luhn(digits)
        case "NL":
            return int("".join(str(int(sign, 36)) for sign in text)) % 97 == 1
        case "PL":
            rest = total([6, 5, 7, 2, 3, 4, 5, 6, 7], digits[:9]) % 11
            return rest == digits[9]
        case "BR":
            first = total([5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2], digits[:12]) % 11
            second = total([6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2], digits[:13]) % 11
            return digits[12:] == [0 if rest < 2 else 11 - rest for rest in (first, second)]
        case "US":
            return re.fullmatch(r"(0[789]|1[789]|2[89]|49|69)-\d{7}", text) is not None
        case _:
            return text[0] == "T" and digits[0] == 9 - total([2, 1] * 6, digits[1:]) % 9


def test_a_product_agrees_with_itself() -> None:
    by_category: dict[str, set[str]] = {}
    prices: dict[str, list[float]] = {}
    for row in rows_of(g.Product, "en_US", 5_000, {"price": "decimal(8,2)"}):
        noun = row["name"].split(" ", 2)[2]
        by_category.setdefault(row["category"], set()).add(noun)
        prices.setdefault(noun, []).append(float(row["price"]))
        assert row["sku"][:3] == row["category"][:3].upper()
        assert noun.lower() in row["description"]
    assert sum(map(len, by_category.values())) == len(set().union(*by_category.values())) == 80
    assert max(prices["Mug"]) < 21 < min(prices["Armchair"])
    assert all(max(found) < 15 * min(found) for found in prices.values())


@pytest.mark.parametrize("kind", [g.Person, g.Address, g.Company, g.Product])
def test_the_size_of_the_pool_is_how_many_different_ones_there_are(kind: type) -> None:
    rows = rows_of(kind, "en_US", 2_000, pool_size=25)
    assert len({repr(row) for row in rows}) == 25


def test_the_smallest_pool_of_a_group_holds_and_unique_columns_go_beyond_it() -> None:
    def column(name: str, unique: bool = False, **fields: object) -> dict[str, object]:
        made = {"kind": "person", "field": name, **fields}
        return {"name": name, "type": "text", "unique": unique, "generator": made}

    def people(*columns: dict[str, object]) -> list[dict[str, object]]:
        table = {"name": "t", "rows": 1_000, "columns": list(columns)}
        engine = Engine(dataset_from({"name": "d", "tables": [table]}))
        return list(engine.chunk("t", 0, 1_000).to_pylist())

    rows = people(column("full_name"), column("email", pool_size=30))
    assert len({(row["full_name"], row["email"]) for row in rows}) == 30
    rows = people(column("full_name", pool_size=30), column("email", unique=True))
    assert len({row["email"] for row in rows}) == 1_000


def test_reference_data_agrees_in_a_group_alone() -> None:
    rows = values_of(g.ReferenceData(field="currency"), "text", 2_000)
    names_ = values_of(g.ReferenceData(field="currency_name", group="a"), "text", 2_000)
    codes = values_of(g.ReferenceData(field="currency", group="a"), "text", 2_000)
    pairs = set(zip(codes, names_, strict=True))
    assert ("EUR", "Euro") in pairs
    assert len(pairs) == len(set(codes)) == len(set(rows)) == 162
    files = values_of(g.Internet(field="file_name", group="a"), "text", 400)
    types = values_of(g.Internet(field="mime_type", group="a"), "text", 400)
    for name, media in zip(files, types, strict=True):
        assert (name.endswith(".png")) == (media == "image/png")


GEO = {"Germany": {"Bavaria": {"Munich": 3, "Fürth": 1}, "Hesse": {"Kassel": 1}}, "Malta": {"Malta":
       {"Valletta": 0}}}  # fmt: skip


def test_a_hierarchy_agrees_and_keeps_its_weights() -> None:
    tree = {"levels": ["country", "state", "city"], "tree": GEO}
    columns = [
        {"name": level, "type": "text", "generator": {"kind": "hierarchy", "level": level, **own}}
        for level, own in (("state", {}), ("city", tree), ("country", {}))
    ]
    table = {"name": "t", "rows": 20_000, "columns": columns}
    rows = Engine(dataset_from({"name": "d", "tables": [table]})).chunk("t", 0, 20_000).to_pylist()
    found = {(row["country"], row["state"], row["city"]) for row in rows}
    assert found == {
        ("Germany", "Bavaria", "Munich"), ("Germany", "Bavaria", "Fürth"),
        ("Germany", "Hesse", "Kassel"),
    }  # fmt: skip
    share = sum(row["city"] == "Munich" for row in rows) / len(rows)
    assert share == pytest.approx(0.6, abs=0.02)


@pytest.mark.parametrize(
    ("generator", "message"),
    [
        ({"level": "city"}, "no column of t has the tree"),
        ({"level": "city", "levels": ["city"]}, "give both"),
        ({"level": "town", "levels": ["city"], "tree": ["a"]}, "must be one of the levels"),
        ({"level": "b", "levels": ["a", "b"], "tree": {"x": ["y"], "z": 1}}, "make every branch"),
        ({"level": "b", "levels": ["a", "b"], "tree": {"x": []}}, "make every branch"),
        ({"level": "a", "levels": ["a"], "tree": {"x": 0}}, "no leaf with a weight"),
        ({"level": "a", "levels": ["a"], "tree": ["x", "x"]}, "stands twice"),
    ],
)
def test_a_hierarchy_that_cannot_be_is_refused(generator: dict[str, object], message: str) -> None:
    column = {"name": "c", "type": "text", "generator": {"kind": "hierarchy", **generator}}
    with pytest.raises(SpecError, match=message):
        dataset_from({"name": "d", "tables": [{"name": "t", "columns": [column]}]})


def test_a_unique_city_of_a_tree_that_is_too_small_is_refused() -> None:
    made = {"kind": "hierarchy", "level": "a", "levels": ["a"], "tree": ["x", "y"]}
    column = {"name": "c", "type": "text", "unique": True, "generator": made}
    table = {"name": "t", "rows": 3, "columns": [column]}
    with pytest.raises(InfeasibleSpecError, match="must be unique over 3 rows"):
        Engine(dataset_from({"name": "d", "tables": [table]}))


@pytest.mark.parametrize("locale", LOCALES)
def test_prose_is_in_the_language(locale: str) -> None:
    source = build_source(g.Text(style="paragraph"), Target(ColumnType("text"), locale))
    words = set(" ".join(source.at(np.arange(200, dtype=np.uint64)).to_pylist()).lower().split())
    latin = {"quis", "voluptatem", "exercitationem", "perspiciatis", "adipisci"}
    assert not words & latin
