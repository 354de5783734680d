"""Cards, accounts, vehicles and codes: check digits worked out again here, digit by digit."""

from __future__ import annotations

import re
import string
from datetime import date

import pytest

from assets.schema import generators as g
from assets.tables.bank_countries import BANK_COUNTRIES
from tests.fixtures.entities import LOCALES, rows_of, values_of

TEST_CARDS = {
    "Visa": ["4242424242424242", "4111111111111111", "4000056655665556", "4012888888881881",
             "4000000000000002"],
    "Mastercard": ["5555555555554444", "2223003122003222", "5200828282828210", "5105105105105100"],
    "Discover": ["6011111111111117"],
    "JCB": ["3566002020360505"],
    "UnionPay": ["6200000000000005"],
    "American Express": ["378282246310005", "371449635398431"],
    "Diners Club": ["30569309025904", "38520000023237"],
}  # fmt: skip
"""Card numbers that processors publish for tests: their first eight digits may be used."""

IBAN_LENGTHS = {"DE": 22, "GB": 22, "FR": 27, "ES": 24, "IT": 27, "NL": 18, "PL": 28, "BR": 29,
                "AT": 20, "BE": 16}  # fmt: skip


def luhn_is_valid(number: str) -> bool:
    total = 0
    for place, sign in enumerate(reversed(number)):
        doubled = int(sign) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def iban_is_valid(iban: str) -> bool:
    moved = iban[4:] + iban[:4]
    return int("".join(str(int(sign, 36)) for sign in moved)) % 97 == 1


def test_the_published_test_cards_are_valid_themselves() -> None:
    assert all(luhn_is_valid(card) for cards in TEST_CARDS.values() for card in cards)


def test_cards_are_valid_and_of_test_issuers_alone() -> None:
    rows = rows_of(g.PaymentCard, "en_US", 3_000)
    assert {row["network"] for row in rows} == set(TEST_CARDS)
    for row in rows:
        number = row["number"]
        assert luhn_is_valid(number)
        assert number[:8] in {card[:8] for card in TEST_CARDS[row["network"]]}
        assert len(number) == len(TEST_CARDS[row["network"]][0])
        assert row["last_four"] == number[-4:]
        assert re.fullmatch(r"(0[1-9]|1[0-2])/(2[6-9]|30)", row["expiry"])
        is_long = row["network"] == "American Express"
        assert re.fullmatch(r"\d{4}" if is_long else r"\d{3}", row["security_code"])


def test_a_card_is_written_in_its_groups_and_expires_at_the_end_of_a_month() -> None:
    ends = {"expiry": "date"}
    span = {"min": date(2028, 2, 1), "max": date(2028, 3, 1)}
    rows = rows_of(g.PaymentCard, "en_US", 300, ends, separator=" ", **span)
    for row in rows:
        groups = [len(group) for group in row["number"].split(" ")]
        assert groups in ([4, 4, 4, 4], [4, 6, 5], [4, 6, 4])
        assert luhn_is_valid(row["number"].replace(" ", ""))
    assert {row["expiry"] for row in rows} == {date(2028, 2, 29), date(2028, 3, 31)}


@pytest.mark.parametrize("country", sorted(IBAN_LENGTHS))
def test_ibans_are_valid_and_of_banks_that_do_not_exist(country: str) -> None:
    banks = {bank.name: bank for bank in BANK_COUNTRIES[country].banks}
    rows = rows_of(g.BankAccount, "en_US", 300, country=country)
    assert len({row["iban"] for row in rows}) > 290
    for row in rows:
        iban, bank = row["iban"], banks[row["bank"]]
        assert iban[:2] == country
        assert len(iban) == IBAN_LENGTHS[country]
        assert iban_is_valid(iban)
        assert row["account_number"] in iban
        assert bank.code in iban
        assert row["bic"] == f"{bank.letters}{country}X0"  # the 0 is for test and training


def test_national_checks_inside_ibans() -> None:
    for row in rows_of(g.BankAccount, "fr_FR", 200):
        bban = row["iban"][4:]
        assert int(bban[:21] + bban[21:]) % 97 == 0
    for row in rows_of(g.BankAccount, "es_ES", 200):
        bban, weights = row["iban"][4:], [1, 2, 4, 8, 5, 10, 9, 7, 3, 6]
        for digit, part in ((bban[8], "00" + bban[:8]), (bban[9], bban[10:])):
            rest = 11 - sum(int(d) * w for d, w in zip(part, weights, strict=True)) % 11
            assert digit == str({10: 1, 11: 0}.get(rest, rest))
    for row in rows_of(g.BankAccount, "pl_PL", 200):
        weights = [3, 9, 7, 1, 3, 9, 7, 1]
        assert sum(int(d) * w for d, w in zip(row["iban"][4:12], weights, strict=True)) % 10 == 0
    odd = dict(zip(string.digits, [1, 0, 5, 7, 9, 13, 15, 17, 19, 21], strict=True))
    for row in rows_of(g.BankAccount, "it_IT", 200):
        bban = row["iban"][4:]
        signs = enumerate(bban[1:], 1)
        total = sum(odd[sign] if place % 2 else int(sign) for place, sign in signs)
        assert bban[0] == string.ascii_uppercase[total % 26]
    for row in rows_of(g.BankAccount, "fr_FR", 200, country="BE"):
        bban = row["iban"][4:]
        assert int(bban[10:]) == (int(bban[:10]) % 97 or 97)


def test_american_routing_numbers_are_valid_and_unassigned() -> None:
    for row in rows_of(g.BankAccount, "en_US", 50):
        code = row["bank_code"]
        assert 13 <= int(code[:2]) <= 20
        assert sum(int(d) * w for d, w in zip(code, [3, 7, 1] * 3, strict=True)) % 10 == 0


def test_codes_have_valid_check_digits_in_ranges_kept_free() -> None:
    starts = {
        "ean13": "952",
        "ean8": "2",
        "upc": "4",
        "isbn13": "9786",
        "isbn10": "6",
        "imei": "00",
    }
    lengths = {"ean13": 13, "ean8": 8, "upc": 12, "isbn13": 13, "isbn10": 10, "imei": 15}
    for field, start in starts.items():
        for code in values_of(g.Code(field=field), "text"):
            assert code.startswith(start)
            assert len(code) == lengths[field]
            if field == "isbn10":
                digits = [10 if sign == "X" else int(sign) for sign in code]
                assert sum(d * (10 - place) for place, d in enumerate(digits)) % 11 == 0
                assert 66 <= int(code[:2]) <= 69
            elif field == "imei":
                assert luhn_is_valid(code)
            else:
                digits = [int(sign) for sign in reversed(code)]
                assert sum(d * (1 + 2 * (place % 2)) for place, d in enumerate(digits)) % 10 == 0


def test_an_isbn_can_be_parted() -> None:
    found = values_of(g.Code(field="isbn13", separator="-"), "char(17)")
    assert all(re.fullmatch(r"978-6[6-9]-\d{4}-\d{3}-\d", isbn) for isbn in found)


@pytest.mark.parametrize("locale", LOCALES)
def test_vehicles_agree_and_their_vins_are_valid(locale: str) -> None:
    values = {digit: int(digit) for digit in string.digits}
    values |= dict(zip("ABCDEFGH", range(1, 9), strict=True))
    values |= dict(zip("JKLMNPR", [1, 2, 3, 4, 5, 7, 9], strict=True))
    values |= dict(zip("STUVWXYZ", range(2, 10), strict=True))
    weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]
    makers: dict[str, set[str]] = {}
    years: dict[str, set[str]] = {}
    for row in rows_of(g.Vehicle, locale, 600):
        vin = row["vin"]
        assert len(vin) == 17
        rest = sum(values[sign] * w for sign, w in zip(vin, weights, strict=True)) % 11
        assert vin[8] == ("X" if rest == 10 else str(rest))
        makers.setdefault(row["make"], set()).add(vin[:3])
        years.setdefault(vin[9], set()).add(row["model_year"])
        assert 4 <= len(row["plate"]) <= 20
    assert all(len(found) == 1 for found in (*makers.values(), *years.values()))


PLATES = {
    "en_US": r"[A-Z]{3}-\d{4}", "en_GB": r"[A-Z]{2}\d{2} [A-Z]{3}",
    "fr_FR": r"[A-Z]{2}-\d{3}-[A-Z]{2}",
    "de_DE": r"[A-Z]{1,2}-[A-Z]{1,2} [1-9]\d{1,3}", "es_ES": r"\d{4} [^AEIOU]{3}",
    "it_IT": r"[A-Z]{2} \d{3}[A-Z]{2}", "pt_BR": r"[A-Z]{3}\d[A-J]\d{2}",
    "nl_NL": r"[A-Z]{1,2}-\d{3}-[A-Z]{1,2}", "pl_PL": r"[A-Z]{2} [0-9A-Z]{5}",
    "ja_JP": r"\w{2,3} \d{3} [ぁ-ん] \d{2}-\d{2}",
}  # fmt: skip


@pytest.mark.parametrize("locale", LOCALES)
def test_plates_have_the_form_of_the_country(locale: str) -> None:
    for row in rows_of(g.Vehicle, locale, 200):
        assert re.fullmatch(PLATES[locale], row["plate"]), row["plate"]
