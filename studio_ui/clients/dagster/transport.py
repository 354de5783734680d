"""One GraphQL request: sent, answered in time, and every way to fail told apart."""

from __future__ import annotations

from typing import Any

import httpx

from assets.errors import BackendError, NotFoundError

TIMEOUT = httpx.Timeout(20.0, connect=2.0)
RELOAD_TIMEOUT = httpx.Timeout(120.0, connect=2.0)
_NOT_FOUND = frozenset(
    {
        "PipelineNotFoundError",
        "RunNotFoundError",
        "ScheduleNotFoundError",
        "AssetNotFoundError",
        "RepositoryLocationNotFound",
    }
)
_UNREACHABLE = "DagsterUserCodeUnreachable"  # begins the names of errors of a location that is away


class BackendDownError(BackendError):
    """Nothing answers at Dagster's address: it has stopped, or has not started yet."""


class BackendLoadingError(BackendError):
    """Dagster answers, and its code location is starting or loading."""


class Transport:
    """Sends GraphQL to one Dagster. May be used by many threads."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        # Proxies of the environment are for the outer world, not for a backend of our own.
        self._http = httpx.Client(base_url=self.url, timeout=TIMEOUT, trust_env=False)

    def close(self) -> None:
        self._http.close()

    def get(self, path: str) -> dict[str, Any]:
        """The JSON at a path. Raises BackendDownError or BackendError."""
        return self._answer("GET", path)

    def ask(
        self,
        document: str,
        variables: dict[str, Any] | None = None,
        *,
        wait_for_reload: bool = False,
    ) -> dict[str, Any]:
        """The data that answers a GraphQL document.

        Raises BackendDownError when nothing answers, BackendError when the request is refused.
        """
        timeout = RELOAD_TIMEOUT if wait_for_reload else TIMEOUT
        body = {"query": document, "variables": variables or {}}
        answer = self._answer("POST", "/graphql", json=body, timeout=timeout)
        if answer.get("errors"):
            message = str(answer["errors"][0].get("message", "no reason given"))
            raise self._refused(message)
        data = answer.get("data")
        if not isinstance(data, dict):
            raise self._refused("the answer has no data")
        return data

    def one_of(self, answer: dict[str, Any], *wanted: str) -> dict[str, Any]:
        """The member of a union when its type is one of ``wanted``.

        Raises NotFoundError, BackendLoadingError or BackendError for any other member.
        """
        kind = str(answer.get("__typename"))
        if kind in wanted:
            return answer
        message = first_line(answer) or kind
        if _UNREACHABLE in f"{answer.get('className')} {message}":
            raise BackendLoadingError(
                "the code location is starting or restarting",
                where=self.url,
                repair="try again in a few seconds",
            )
        if kind in _NOT_FOUND:
            raise NotFoundError(message, where="Dagster", repair="refresh the catalogue")
        raise self._refused(message)

    def _answer(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        try:
            response = self._http.request(method, path, **options)
        except httpx.TimeoutException as error:
            raise BackendDownError(
                f"no answer in time ({type(error).__name__})",
                where=self.url,
                repair="it may be overloaded: try again, or read the webserver's log",
            ) from error
        except httpx.HTTPError as error:
            raise BackendDownError(
                f"nothing answers: {error}",
                where=self.url,
                repair="start it, or wait until it is up",
            ) from error
        if response.status_code in (502, 503, 504):
            raise BackendDownError(
                f"HTTP status {response.status_code}", where=self.url, repair="wait until it is up"
            )
        try:
            answer = response.json()
        except ValueError as error:
            raise self._refused(f"HTTP status {response.status_code}, and no JSON") from error
        if not isinstance(answer, dict):
            raise self._refused(f"HTTP status {response.status_code}, and no JSON object")
        if response.is_error and "errors" not in answer:
            raise self._refused(f"HTTP status {response.status_code}")
        return answer

    def _refused(self, reason: str) -> BackendError:
        return BackendError(f"Dagster refused the request: {reason}", where=self.url)


def first_line(answer: dict[str, Any]) -> str:
    """What an error of Dagster says, on one line: the innermost cause where it names one."""
    errors = answer.get("errors")
    if isinstance(errors, list) and errors:
        return "; ".join(str(error.get("message", "")).strip() for error in errors)
    chain = [link["error"] for link in answer.get("errorChain") or [] if link.get("error")]
    message = str((chain[-1] if chain else answer).get("message") or "").strip()
    return message.splitlines()[0] if message else ""
