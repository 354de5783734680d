"""The two S3 clients, boto3's and Arrow's, sent to the same place with the same credentials."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import boto3
import pyarrow.fs
from botocore.config import Config
from botocore.credentials import RefreshableCredentials

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0
ATTEMPTS = 4


def connect(bucket: str) -> tuple[S3Client, pyarrow.fs.S3FileSystem]:
    """Both clients, as AWS's own settings say: region, profile, AWS_ENDPOINT_URL,
    AWS_ENDPOINT_URL_S3. Time limits and retries are set on each.

    Raises BotoCoreError or ClientError when boto3's does not reach the bucket.
    """
    session = boto3.Session()
    client = session.client(
        "s3",
        config=Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
        ),
    )
    region = client.head_bucket(Bucket=bucket).get("BucketRegion")
    own = "us-east-1" if client.meta.region_name == "aws-global" else client.meta.region_name
    filesystem = pyarrow.fs.S3FileSystem(
        region=region or own,
        connect_timeout=CONNECT_SECONDS,
        request_timeout=READ_SECONDS,
        retry_strategy=pyarrow.fs.AwsStandardS3RetryStrategy(max_attempts=ATTEMPTS),
        **_endpoint(client.meta.endpoint_url),
        **_credentials(session),
    )
    return client, filesystem


def _endpoint(url: str) -> dict[str, str]:
    parts = urlsplit(url)
    if (parts.hostname or "").endswith((".amazonaws.com", ".amazonaws.com.cn")):
        return {}
    return {"scheme": parts.scheme, "endpoint_override": (parts.netloc + parts.path).rstrip("/")}


def _credentials(session: boto3.Session) -> dict[str, str]:
    found = session.get_credentials()
    if found is None or isinstance(found, RefreshableCredentials):
        return {}  # those that expire: Arrow finds the same ones by itself and renews them
    keys = {"access_key": found.access_key, "secret_key": found.secret_key}
    return {**keys, "session_token": found.token} if found.token else keys
