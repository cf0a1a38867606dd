"""A service that speaks S3, in this process."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import boto3
from moto.server import ThreadedMotoServer

NAME = "evidence"


@contextmanager
def bucket() -> Iterator[tuple[str, dict[str, str]]]:
    """The address of an empty bucket, and the environment in which it can be reached."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    environment = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ALLOW_HTTP": "true",
        "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
    }
    client = boto3.client(
        "s3", endpoint_url=environment["AWS_ENDPOINT_URL"], region_name="us-east-1",
        aws_access_key_id="key", aws_secret_access_key="secret",
    )  # fmt: skip
    try:
        client.create_bucket(Bucket=NAME)
        yield f"s3://{NAME}/assess", environment
        _empty(client)
    finally:
        client.close()
        server.stop()


def _empty(client) -> None:
    """The service keeps its buckets for as long as this process runs."""
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=NAME):
        for one in page.get("Contents", ()):
            client.delete_object(Bucket=NAME, Key=one["Key"])
