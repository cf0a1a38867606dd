"""What travels compressed, and what must not."""

from __future__ import annotations

import gzip

import pytest


def packed(client, path, accepted="gzip", **more):
    return client.get(path, headers={"Accept-Encoding": accepted, **more})


def test_a_built_file_is_packed_and_the_same_when_unpacked(client):
    with client.get("/static/dist/app.css") as answer:
        plain = answer.data

    answer = packed(client, "/static/dist/app.css")

    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data) == plain
    assert len(answer.data) * 3 < len(plain)


def test_a_known_file_is_not_sent_again(client):
    first = packed(client, "/static/dist/app.css")

    with packed(client, "/static/dist/app.css", **{"If-None-Match": first.headers["ETag"]}) as again:
        assert (again.status_code, again.data) == (304, b"")


def test_who_takes_no_compression_gets_none(client):
    assert "Content-Encoding" not in packed(client, "/static/dist/app.css", "identity").headers


def test_a_part_of_a_file_is_sent_as_it_is(client):
    with packed(client, "/static/dist/app.css", Range="bytes=0-9") as answer:
        assert (answer.status_code, len(answer.data)) == (206, 10)
        assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("path", ["/sign-in"])
def test_a_page_with_the_token_of_a_form_is_never_packed(client, path):
    answer = packed(client, path)

    assert b"csrf" in answer.data
    assert "Content-Encoding" not in answer.headers
