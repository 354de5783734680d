"""The address of a database; its password is in no message, log or traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, unquote, urlencode

from pydantic import SecretStr

from assets.errors import DataForgeError, InputError, OutputError

_FORM = "write it as postgresql://user@host:5432/database, sqlite:///file.db or duckdb:///file"
_SECRETS = ("password", "sslpassword")


@dataclass(frozen=True)
class DatabaseUrl:
    """``scheme://user:password@host:port/database?option=value``, taken apart.

    ``host`` has the port. ``str()`` and ``repr()`` leave the password and the options out.
    """

    scheme: str
    user: str
    password: SecretStr | None = field(repr=False)
    host: str
    database: str
    options: dict[str, str] = field(repr=False)
    secrets: tuple[SecretStr, ...] = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> DatabaseUrl:
        """Raises InputError, which does not repeat the text, when it is no such address."""
        scheme, separator, rest = text.strip().partition("://")
        if not separator or not scheme.replace("+", "").replace("_", "").isalnum():
            raise InputError("the database's URL is not one", repair=_FORM)
        rest, _, query = rest.partition("?")
        authority, slash, database = rest.partition("/")
        if "@" in database and "@" not in authority:
            raise InputError(
                "the database's URL has an @ after its first /",
                repair="write / as %2F and ? as %3F in the password, and @ as %40 elsewhere",
            )
        login, at, host = authority.rpartition("@")
        user, colon, password = login.partition(":") if at else ("", "", "")
        options = dict(parse_qsl(query, keep_blank_values=True))
        secret = options.pop("password", None) or (unquote(password) if colon else None)
        hidden = [password, secret or "", *(options.get(name, "") for name in _SECRETS)]
        return cls(
            scheme=scheme.lower(),
            user=unquote(user),
            password=SecretStr(secret) if secret else None,
            host=host,
            database=unquote(database) if slash else "",
            options=options,
            secrets=tuple(SecretStr(each) for each in dict.fromkeys(hidden) if each),
        )

    def __str__(self) -> str:
        return f"{self.scheme}://{self._login()}{self.host}/{quote(self.database, safe='/')}"

    def without_password(self, scheme: str) -> str:
        """The whole address but for the password, for a driver that is told it by itself."""
        options = {name: value for name, value in self.options.items() if name not in _SECRETS}
        query = f"?{urlencode(options, quote_via=quote)}" if options else ""
        place = quote(self.database, safe="/")
        return f"{scheme}://{self._login()}{self.host}/{place}{query}"

    def hide(self, text: str) -> str:
        """The text with every secret of the address struck out."""
        for secret in self.secrets:
            text = text.replace(secret.get_secret_value(), "***")
        return text

    def _login(self) -> str:
        return f"{quote(self.user, safe='')}@" if self.user else ""


@contextmanager
def database_errors(
    url: DatabaseUrl, errors: type[Exception] | tuple[type[Exception], ...], *, repair: str
) -> Iterator[None]:
    """Turn what a driver raises into OutputError, and name the database in errors of our own."""
    try:
        yield
    except errors as error:
        text = str(error)
        told = url.hide(text)
        wrapped = OutputError(told, where=str(url), repair=repair)
        raise wrapped from (error if told == text else None)
    except DataForgeError as error:
        where = f"{url}: {error.where}" if error.where else str(url)
        raise type(error)(error.problem, where=where, repair=error.repair) from error.__cause__
