"""Texts: names, addresses, codes and prose by what a column's name says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from assets.intake.semantics import keys
from assets.intake.semantics.words import find, singular, subject, words
from assets.schema.generators import (
    Address,
    BankAccount,
    Choice,
    Code,
    Company,
    Generator,
    Internet,
    Pattern,
    PaymentCard,
    Person,
    Product,
    ReferenceData,
    String,
    Text,
    Uuid,
    Vehicle,
)
from assets.schema.types import ColumnType

_PERSONS = frozenset(
    "person people customer client employee staff actor author user patient student teacher artist "
    "contact member doctor driver guest agent tenant owner passenger player composer director "
    "applicant candidate citizen subscriber buyer seller worker librarian reader account".split()
)
_COMPANIES = frozenset(
    "supplier company shipper vendor publisher manufacturer organization brand carrier bank store "
    "shop firm insurer airline hospital school university partner merchant agency customer "
    "employer studio".split()
)
_PRODUCTS = frozenset("product item article sku part goods merchandise".split())
_LISTS: dict[str, str] = {
    "country": "country", "city": "city", "state": "state", "region": "state",
    "province": "state", "language": "language", "currency": "currency", "color": "color",
    "colour": "color", "category": "category", "genre": "category", "department": "category",
    "timezone": "time_zone",
}  # fmt: skip
_LEAST = {"ipv4": 15, "ipv6": 19, "mac": 17, "url": 42, "domain": 26, "file_path": 29,
          "image_url": 49, "file_name": 24, "mime_type": 72}  # fmt: skip
_LANGUAGES = ["en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "ja"]
_UNNUMBERED = frozenset({"first_name", "last_name", "full_name", "gender"})


def generator(
    table: str, name: tuple[str, ...], column_type: ColumnType, *, unique: bool = False
) -> Generator:
    """The texts that the name suggests, no longer than the type allows."""
    length = column_type.length
    found = _fitted(_suggested(table, name, length), length)
    if not unique or _has_room(found, length):
        return found
    return _label(table, name, column_type)


def _suggested(table: str, name: tuple[str, ...], length: int | None) -> Generator:
    for phrases, make in _RULES:
        for phrase in phrases:
            at = find(phrase, name)
            if at >= 0:
                return make(Wish(table, name, group(table, name[:at]), length))
    return _by_subject(table, name, length)


def group(table: str, before: tuple[str, ...]) -> str:
    """The group that the words before a phrase name: ``ship`` of ship_address, but nothing of
    customer_address in the table customers."""
    own = {singular(word) for word in words(table)}
    return "_".join(word for word in before if singular(word) not in own)[:40]


@dataclass(frozen=True, slots=True)
class Wish:
    """What a rule may look at. ``group`` is what stands before the phrase in the column's name."""

    table: str
    name: tuple[str, ...]
    group: str
    length: int | None


Maker = Callable[[Wish], Generator]


def _person(field: Any) -> Maker:
    return lambda wish: Person(field=field, group=wish.group)


def _address(field: Any) -> Maker:
    return lambda wish: Address(field=field, group=wish.group)


def _company(field: Any) -> Maker:
    return lambda wish: Company(field=field, group=wish.group)


def _fixed(made: Generator) -> Maker:
    return lambda _: made


def _choice(*values: str) -> Maker:
    return _fixed(Choice(values=list(values)))


def _email(wish: Wish) -> Generator:
    if subject(wish.table) in _COMPANIES - _PERSONS and (wish.length is None or wish.length >= 60):
        return Company(field="email", group=wish.group)
    return Person(field="email", group=wish.group)


def _state(wish: Wish) -> Generator:
    field: Any = "state_code" if wish.length is not None and wish.length <= 3 else "state"
    return Address(field=field, group=wish.group)


def _country(wish: Wish) -> Generator:
    field: Any = "country_code" if wish.length is not None and wish.length <= 3 else "country"
    if wish.length == 3:
        return Pattern(pattern="AAA")
    return ReferenceData(field=field)


def _language(wish: Wish) -> Generator:
    if "code" in wish.name or (wish.length is not None and wish.length <= 5):
        return Choice(values=list(_LANGUAGES))
    return ReferenceData(field="language")


def _job(wish: Wish) -> Generator:
    if subject(wish.table) in _PERSONS or "contact" in wish.name:
        return Person(field="job_title", group=wish.group)
    return Text(style="title")


def _hash(wish: Wish) -> Generator:
    size = min(wish.length or 64, 64)
    return String(min_length=size, max_length=size, alphabet="0123456789abcdef")


def _field(kind: Any, field: str, least: int, **fixed: Any) -> Maker:
    """The field of an entity where the column holds ``least`` characters, else a code."""

    def make(wish: Wish) -> Generator:
        if wish.length is not None and wish.length < least:
            return _code(wish)
        grouped = {"group": wish.group} if "group" in kind.model_fields else {}
        return cast("Generator", kind(field=field, **grouped, **fixed))

    return make


def _iban(wish: Wish) -> Generator:
    """The longest of the countries' has 29 characters, a German one 22."""
    if wish.length is not None and wish.length < 29:
        return _field(BankAccount, "iban", 22, country="DE")(wish)
    return BankAccount(field="iban", group=wish.group)


def _isbn(wish: Wish) -> Generator:
    if wish.length is not None and wish.length < 13:
        return _field(Code, "isbn10", 10)(wish)
    return Code(field="isbn13", separator="-" if (wish.length or 0) >= 17 else "")


def _ean(wish: Wish) -> Generator:
    return _field(Code, "ean13" if wish.length is None or wish.length >= 13 else "ean8", 8)(wish)


def _color_hex(wish: Wish) -> Generator:
    if wish.length is not None and wish.length < 7:
        return String(min_length=wish.length, max_length=wish.length, alphabet="0123456789abcdef")
    return ReferenceData(field="color_hex")


def _code(wish: Wish) -> Generator:
    if wish.length is not None and wish.length < 8:
        return Pattern(pattern="A" * wish.length)
    return Pattern(pattern="AAA-####")


def _number(wish: Wish) -> Generator:
    return Pattern(pattern="#" * min(wish.length or 8, 8))


_RULES: list[tuple[list[tuple[str, ...]], Maker]] = [
    ([tuple(phrase.split()) for phrase in phrases.split("|")], make)
    for phrases, make in [
        ("first name|given name", _person("first_name")),
        ("middle name", _person("first_name")),
        ("last name|family name", _person("last_name")),
        ("user name|login|nickname|screen name", _person("username")),
        ("email", _email),
        ("phone|fax|mobile", _person("phone")),
        ("title of courtesy|salutation|honorific", _choice("Mr.", "Mrs.", "Ms.", "Dr.")),
        ("job title|contact title|occupation|profession|job", _person("job_title")),
        ("photo path|image url|picture url|avatar|thumbnail", _fixed(Internet(field="image_url"))),
        ("file name|filename", _fixed(Internet(field="file_name"))),
        ("file path|path", _fixed(Internet(field="file_path"))),
        ("mime type|media type|content type", _fixed(Internet(field="mime_type"))),
        ("url|website|homepage|home page|web site|link", _fixed(Internet(field="url"))),
        ("domain|hostname|host", _fixed(Internet(field="domain"))),
        ("ip|ip address|ipv4", _fixed(Internet(field="ipv4"))),
        ("ipv6", _fixed(Internet(field="ipv6"))),
        ("mac address|mac", _fixed(Internet(field="mac"))),
        ("user agent", _fixed(Internet(field="user_agent"))),
        ("password|hash|checksum|sha|md5|token|salt|secret", _hash),
        ("uuid", _fixed(Uuid())),
        ("postal code", _address("postcode")),
        ("country code", _address("country_code")),
        ("country", _country),
        ("state|province|state name|region", _state),
        ("state abbreviation|state code", _address("state_code")),
        ("district|county", _address("district")),
        ("city|town", _address("city")),
        ("address 2|address line 2|apartment|suite|unit number", _address("unit")),
        ("full address", _address("full")),
        ("street|address", _address("street")),
        ("company|company name|employer|organization", _company("name")),
        ("industry|sector", _company("industry")),
        ("slogan", _company("slogan")),
        ("contact name|full name|owner name|manager name|composer|author|manager|contact",
         _person("full_name")),
        ("gender|sex", _person("gender")),
        ("initials", _person("initials")),
        ("nationality", _person("nationality")),
        ("isbn", _isbn),
        ("barcode|ean|gtin", _ean),
        ("upc", _field(Code, "upc", 12)),
        ("imei", _field(Code, "imei", 15)),
        ("card number|credit card|creditcard|cardnumber", _field(PaymentCard, "number", 16)),
        ("card type|card network|card brand", _field(PaymentCard, "network", 16)),
        ("cvv|cvc|card code", _field(PaymentCard, "security_code", 3)),
        ("card expiry|card expiration|expiry month", _field(PaymentCard, "expiry", 5)),
        ("iban", _iban),
        ("bic|swift|swift code", _field(BankAccount, "bic", 8)),
        ("bank name", _field(BankAccount, "bank", 40)),
        ("license plate|licence plate|plate number|plate", _field(Vehicle, "plate", 20)),
        ("vin", _field(Vehicle, "vin", 17)),
        ("vat id|vat number|tax id|tax number", _field(Company, "vat_id", 20)),
        ("latitude", _field(Address, "latitude", 11)),
        ("longitude", _field(Address, "longitude", 11)),
        ("sku", _code),
        ("currency", _fixed(ReferenceData(field="currency"))),
        ("language|locale", _language),
        ("time zone|timezone", _fixed(ReferenceData(field="time_zone"))),
        ("color hex|colour hex|hex color|hex colour|color code|hex", _color_hex),
        ("color|colour", _fixed(ReferenceData(field="color"))),
        ("category|genre|department", _fixed(ReferenceData(field="category"))),
        ("special features|features|tags|keywords", _fixed(Text(style="word"))),
        ("status", _choice("active", "pending", "closed", "cancelled")),
        ("priority", _choice("low", "medium", "high")),
        ("payment method", _choice("card", "transfer", "cash", "invoice")),
        ("blood type", _choice("A+", "A-", "B+", "B-", "AB+", "AB-", "0+", "0-")),
        ("marital status", _choice("single", "married", "divorced", "widowed")),
        ("quantity per unit", _fixed(Pattern(pattern="## x ##0 g"))),
        ("extension", _fixed(Pattern(pattern="####"))),
        ("bio|biography|content|body|article text|transcript", _fixed(Text(style="paragraph"))),
        ("description|notes|note|comment|comments|remark|remarks|summary|message|review|text|reason"
         "|details", _fixed(Text(style="sentence"))),
        ("title|subject|headline|caption", _job),
        ("code|abbreviation", _code),
        ("number", _number),
    ]
]  # fmt: skip


def _by_subject(table: str, name: tuple[str, ...], length: int | None) -> Generator:
    """What is left is a name of something, or a word."""
    what = subject(table)
    if "name" in name or name == (what,):
        at = find(("name",), name)
        owner = singular(name[at - 1]) if at > 0 else what
        return _named(owner, group(table, name[: max(at, 0)]))
    if length is not None and length <= 4:
        return Pattern(pattern="A" * length)
    return Text(style="word")


def _named(owner: str, group: str) -> Generator:
    if owner in _PRODUCTS:
        return Product(field="name", group=group)
    if owner in _PERSONS:
        return Person(field="full_name", group=group)
    if owner in _COMPANIES or owner in ("ship", "bill", "shipping", "billing"):
        return Company(field="name", group=group)
    if owner in _LISTS:
        field: Any = _LISTS[owner]
        return ReferenceData(field=field)
    return Text(style="title")


def _fitted(made: Generator, length: int | None) -> Generator:
    """The generator itself where its values fit the length, else a shorter form."""
    if length is None:
        return made
    if isinstance(made, Internet) and length < _LEAST.get(made.field, 0):
        return Text(style="word")
    if isinstance(made, Uuid) and length < 36:
        return String(min_length=length, max_length=length, alphabet="0123456789abcdef")
    if isinstance(made, Person):
        least = {"email": 14, "username": 3}.get(made.field, 0)
        return made if length >= least else String(min_length=1, max_length=length)
    if isinstance(made, Choice):
        kept = list(dict.fromkeys(str(value)[:length] for value in made.values))
        return Choice(values=list(kept))
    if isinstance(made, Pattern) and len(made.pattern.replace("\\", "")) > length:
        return Pattern(pattern="*" * length)
    return made


def _has_room(made: Generator, length: int | None) -> bool:
    """Whether a unique column can be filled with millions of these."""
    match made:
        case Person():
            return made.field not in _UNNUMBERED and (length is None or length >= 20)
        case Internet():
            return made.field not in ("user_agent", "mac", "mime_type")
        case Code() | PaymentCard() | BankAccount() | Vehicle():
            return made.field in (
                "ean13",
                "upc",
                "isbn13",
                "isbn10",
                "imei",
                "number",
                "iban",
                "vin",
            )
        case String():
            return made.max_length >= 6
        case Uuid():
            return True
        case Text():
            return length is None or length >= 20
        case _:
            return False


def _label(table: str, name: tuple[str, ...], column_type: ColumnType) -> Generator:
    """``Genre 00012345``: a word and a number where both fit, else a code."""
    length = column_type.length
    word = (subject(table) or "item").capitalize()
    room = None if length is None else length - 9
    if not word.isascii() or column_type.kind == "char" or (room is not None and room < 3):
        return keys.code(column_type, name)
    word = word[:room]
    literal = "".join(f"\\{c}" if c in "#Aa*\\" else c for c in word)
    return Pattern(pattern=f"{literal} ########")
