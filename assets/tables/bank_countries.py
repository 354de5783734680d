"""How bank accounts are numbered in each country, with banks that do not exist.

The forms are those of SWIFT's IBAN registry (ISO 13616). Bank codes are ones that no bank has:
German ones whose clearing area is 9 (areas are 1 to 8), American routing numbers that begin with 13
to 20 (the Federal Reserve assigns 00 to 12, 21 to 32, 61 to 72 and 80), else the highest of the
form, or letters that spell an example; no authority keeps some for tests.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assets.tables.check_digits import Checks, Digits, weighted


@dataclass(frozen=True)
class Bank:
    """A made-up bank: its name, the four letters of its BIC and its national code."""

    name: str
    letters: str
    code: str


@dataclass(frozen=True)
class BankCountry:
    """``account`` is the number of digits that an account's number has.

    ``bban`` composes the national number: ``B`` is the bank's code, ``A`` the account, ``L`` the
    letters of the BIC, ``K`` the national check; all else stands for itself. ``check`` makes the
    check from the digits of code and account; it has ``check_width`` characters.
    """

    banks: tuple[Bank, ...]
    account: int
    bban: str = ""
    check: Callable[[Digits], NDArray[np.uint8]] | None = None
    check_width: int = 0


def _two_digits(values: Checks) -> NDArray[np.uint8]:
    return np.stack([values // 10 + 48, values % 10 + 48], axis=1).astype(np.uint8)


def _french_key(digits: Digits) -> NDArray[np.uint8]:
    """The RIB key: 97 less the remainder by 97 of the 21 digits followed by 00."""
    weights = [pow(10, 23 - place - 1, 97) for place in range(21)]
    return _two_digits(97 - weighted(digits, weights) % 97)


def _spanish_digits(digits: Digits) -> NDArray[np.uint8]:
    """One digit for bank and branch, one for the account, both by weights modulo 11."""
    weights = [1, 2, 4, 8, 5, 10, 9, 7, 3, 6]
    found = []
    for part, own in ((digits[:, :8], weights[2:]), (digits[:, 8:], weights)):
        check = 11 - weighted(part, own) % 11
        found.append(np.where(check == 11, 0, np.where(check == 10, 1, check)))
    return np.stack(found, axis=1).astype(np.uint8) + np.uint8(48)


_ITALIAN_ODD = np.array([1, 0, 5, 7, 9, 13, 15, 17, 19, 21], dtype=np.int64)


def _italian_letter(digits: Digits) -> NDArray[np.uint8]:
    """The CIN: characters in odd places count by a table, the others as they are, modulo 26."""
    total = np.zeros(len(digits), dtype=np.int64)
    for place in range(digits.shape[1]):
        column = digits[:, place].astype(np.int64)
        total += column if place % 2 else _ITALIAN_ODD[column]
    return (total % 26 + 65).astype(np.uint8)[:, None]


BANK_COUNTRIES: dict[str, BankCountry] = {
    "DE": BankCountry(
        (
            Bank("Musterbank AG", "MUST", "90010000"),
            Bank("Beispielsparkasse", "BSPS", "92050000"),
            Bank("Volksbank Musterstadt eG", "VMST", "94090000"),
            Bank("Erfunden & Co. Privatbank", "ERFU", "97020000"),
        ),
        10,
        "BA",
    ),
    "AT": BankCountry(
        (Bank("Musterbank Österreich AG", "MUOE", "99910"),
         Bank("Beispielkasse", "BSPK", "99920")),
        11,
        "BA",
    ),
    "BE": BankCountry(
        (Bank("Voorbeeldbank", "VBLD", "998"), Bank("Banque Exemple", "BEXM", "999")),
        7,
        "BAK",
        lambda digits: _two_digits(_belgian(digits)),
        2,
    ),
    "GB": BankCountry(
        (
            Bank("Example Bank plc", "XMPL", "999001"),
            Bank("Sample & Sons Bank", "SMPL", "999102"),
            Bank("Placeholder Building Society", "PLHD", "999203"),
        ),
        8,
        "LBA",
    ),
    "FR": BankCountry(
        (
            Bank("Banque Exemple", "BEXM", "9999100001"),
            Bank("Crédit Fictif", "CRFI", "9999200001"),
            Bank("Caisse Modèle", "CAMO", "9999300001"),
        ),
        11,
        "BAK",
        _french_key,
        2,
    ),
    "ES": BankCountry(
        (
            Bank("Banco Ejemplo", "BEJM", "99910001"),
            Bank("Caja Ficticia", "CFIC", "99920001"),
            Bank("Banca Muestra", "BMUE", "99930001"),
        ),
        10,
        "BKA",
        _spanish_digits,
        2,
    ),
    "IT": BankCountry(
        (
            Bank("Banca Esempio", "BESE", "9991099999"),
            Bank("Cassa Fittizia", "CFIT", "9992099999"),
            Bank("Credito Campione", "CCAM", "9993099999"),
        ),
        12,
        "KBA",
        _italian_letter,
        1,
    ),
    "NL": BankCountry(
        (
            Bank("Voorbeeldbank N.V.", "VBLD", ""),
            Bank("Bank Fictief", "FICT", ""),
            Bank("Modelbank", "MDLB", ""),
        ),
        10,
        "LA",
    ),
    "PL": BankCountry(
        (
            Bank("Bank Przykładowy S.A.", "BPRZ", "99910008"),
            Bank("Wzorcowy Bank Spółdzielczy", "WZBS", "99920007"),
            Bank("Bank Fikcyjny", "BFIK", "99930006"),
        ),
        16,
        "BA",
    ),
    "BR": BankCountry(
        (
            Bank("Banco Exemplo S.A.", "BEXE", "9999100000001"),
            Bank("Caixa Fictícia", "CXFI", "9999200000001"),
            Bank("Banco Modelo", "BMOD", "9999300000001"),
        ),
        10,
        "BAC1",
    ),
    "US": BankCountry(
        (
            Bank("Example National Bank", "XMPL", "130000006"),
            Bank("Sample Savings Bank", "SMPL", "150000002"),
            Bank("Placeholder Credit Union", "PLHD", "200000004"),
        ),
        10,
    ),
    "JP": BankCountry(
        (
            Bank("見本銀行", "MIHO", "9998001"),
            Bank("例示信用金庫", "REIJ", "9997001"),
            Bank("ひながた銀行", "HINA", "9996001"),
        ),
        7,
    ),
}  # fmt: skip


def _belgian(digits: Digits) -> Checks:
    """The remainder by 97 of the ten digits, 97 in place of 0."""
    rest = weighted(digits, [pow(10, 9 - place, 97) for place in range(10)]) % 97
    return np.where(rest == 0, 97, rest)
