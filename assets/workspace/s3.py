"""Objects in an S3 bucket."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ReadTimeoutError,
)

from assets.errors import ConflictError, OutputError
from assets.workspace.objects import StoredObject, check_key

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client
    from types_boto3_s3.type_defs import PutObjectRequestTypeDef

CONFLICT_ATTEMPTS = 4
_ABSENT = frozenset({"NoSuchKey", "404", "NotFound"})
_USER_INFO = re.compile(r"//[^/@\s\"']*@")


class S3Objects:
    """The ObjectStore of a bucket, below ``prefix`` (empty, or without slashes at its ends).

    ``put_if`` is S3's conditional PUT (If-Match, If-None-Match); the tag is the ETag.
    """

    def __init__(self, client: S3Client, bucket: str, prefix: str = "") -> None:
        self._client = client
        self._bucket = bucket
        self._prefix = f"{prefix}/" if prefix else ""

    def get(self, key: str) -> StoredObject | None:
        try:
            answer = self._client.get_object(Bucket=self._bucket, Key=self._full(key))
            return StoredObject(answer["Body"].read(), answer["ETag"])
        except ClientError as error:
            if _code(error) in _ABSENT:
                return None
            raise self._failure("read", key, error) from error
        except BotoCoreError as error:
            raise self._failure("read", key, error) from error

    def put(self, key: str, data: bytes) -> None:
        try:
            self._client.put_object(Bucket=self._bucket, Key=self._full(key), Body=data)
        except (ClientError, BotoCoreError) as error:
            raise self._failure("written", key, error) from error

    def put_if(self, key: str, data: bytes, *, tag: str | None) -> None:
        request: PutObjectRequestTypeDef = {
            "Bucket": self._bucket,
            "Key": self._full(key),
            "Body": data,
        }
        if tag is None:
            request["IfNoneMatch"] = "*"
        else:
            request["IfMatch"] = tag
        for attempt in range(1, CONFLICT_ATTEMPTS + 1):
            try:
                self._client.put_object(**request)
                return
            except ClientError as error:
                code = _code(error)
                if code == "ConditionalRequestConflict" and attempt < CONFLICT_ATTEMPTS:
                    continue  # S3 let neither of two simultaneous writers win: ask again
                lost = code in ("PreconditionFailed", "ConditionalRequestConflict")
                if not lost and code not in _ABSENT | {"412"}:
                    raise self._failure("written", key, error) from error
                if error.response["ResponseMetadata"].get("RetryAttempts") and self._is(key, data):
                    return  # our first attempt had landed, only its answer was lost
                raise _conflict(key, tag) from error
            except BotoCoreError as error:
                raise self._failure("written", key, error) from error

    def list(self, prefix: str) -> list[str]:
        pages = self._client.get_paginator("list_objects_v2")
        keys: list[str] = []
        try:
            for page in pages.paginate(Bucket=self._bucket, Prefix=self._prefix + prefix):
                keys += [entry["Key"] for entry in page.get("Contents", [])]
        except (ClientError, BotoCoreError) as error:
            raise self._failure("listed", prefix, error) from error
        names = (key.removeprefix(self._prefix) for key in keys)
        return sorted(name for name in names if not name.endswith("/"))  # markers of folders

    def delete(self, key: str) -> None:
        try:
            self._client.delete_object(Bucket=self._bucket, Key=self._full(key))
        except (ClientError, BotoCoreError) as error:
            raise self._failure("removed", key, error) from error

    def _full(self, key: str) -> str:
        return self._prefix + check_key(key)

    def _is(self, key: str, data: bytes) -> bool:
        current = self.get(key)
        return current is not None and current.data == data

    def _failure(self, action: str, key: str, error: ClientError | BotoCoreError) -> OutputError:
        return OutputError(
            f"the object could not be {action}: {reason(error)}",
            where=f"s3://{self._bucket}/{self._prefix}{key}",
            repair="check the network, the credentials and their permissions on the bucket",
        )


def reason(error: ClientError | BotoCoreError) -> str:
    """What went wrong, in one line and without credentials."""
    if isinstance(error, ClientError):
        detail = error.response.get("Error", {})
        return f"{detail.get('Message') or 'no reason given'} ({detail.get('Code', 'unknown')})"
    if isinstance(error, NoCredentialsError):
        return "no AWS credentials were found"
    if isinstance(error, EndpointConnectionError | ConnectTimeoutError | ReadTimeoutError):
        url = str(error.kwargs.get("endpoint_url", ""))
        host = _USER_INFO.sub("//", url).partition("://")[2].partition("/")[0]
        return f"{host or 'the endpoint'} does not answer"
    return _USER_INFO.sub("//", str(error))


def _code(error: ClientError) -> str:
    return error.response.get("Error", {}).get("Code", "")


def _conflict(key: str, tag: str | None) -> ConflictError:
    return ConflictError(
        f"{key} exists already"
        if tag is None
        else f"somebody else has changed or removed {key} in the meantime",
        repair="read it again and repeat the edit",
    )
