"""Names of tables and columns as plain English words."""

from __future__ import annotations

import re
import unicodedata

_PARTS = re.compile(r"[A-Z]+(?=[A-Z][^\W\d_A-Z])|[A-Z]?[^\W\d_A-Z]+|[A-Z]+|\d+")
_EXPANSIONS = {
    "abbr": "abbreviation", "addr": "address", "addresse": "address", "amt": "amount",
    "bday": "birth date", "birthdate": "birth date", "birthday": "birth date", "cd": "code",
    "cell": "mobile", "cellphone": "mobile", "cnt": "count", "corp": "company",
    "createdat": "created at", "cust": "customer", "dept": "department", "desc": "description",
    "descr": "description", "dob": "birth date", "dt": "date", "emailaddress": "email",
    "emp": "employee", "firstname": "first name", "fname": "first name", "forename": "first name",
    "fullname": "full name", "guid": "uuid", "hiredate": "hire date", "img": "image",
    "ipaddress": "ip", "lastname": "last name", "lat": "latitude", "lname": "last name",
    "lng": "longitude", "lon": "longitude", "mail": "email", "middlename": "middle name",
    "mname": "middle name", "msg": "message", "nbr": "number", "no": "number", "nr": "number",
    "num": "number", "org": "organization", "organisation": "organization",
    "orderdate": "order date", "passwd": "password", "pct": "percent", "percentage": "percent",
    "phonenumber": "phone", "pic": "picture", "postalcode": "postal code",
    "postcode": "postal code", "prod": "product", "pwd": "password", "qty": "quantity",
    "surname": "last name", "tel": "phone", "telephone": "phone", "ts": "timestamp",
    "txt": "text", "uid": "uuid", "usr": "user", "username": "user name", "yr": "year",
    "zip": "postal code", "zipcode": "postal code",
}  # fmt: skip


def words(name: str) -> tuple[str, ...]:
    """``ShipPostalCode``, ``ship_postal_code`` and ``shipZip`` alike as ship, postal, code."""
    folded = unicodedata.normalize("NFKC", name)
    found: list[str] = []
    for part in _PARTS.findall(folded):
        low = part.lower()
        found += _EXPANSIONS.get(low, low).split()
    return tuple(found)


def singular(word: str) -> str:
    """The word in the singular, roughly."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word


def subject(table: str) -> str:
    """What a row of the table is: ``order_details`` is a detail, ``Customers`` a customer."""
    found = words(table)
    return singular(found[-1]) if found else ""


def find(phrase: tuple[str, ...], name: tuple[str, ...]) -> int:
    """Where the phrase stands in the name; -1 where it does not. The last place counts."""
    size = len(phrase)
    for start in range(len(name) - size, -1, -1):
        if name[start : start + size] == phrase:
            return start
    return -1
