"""Whoever approved a run is named as GitHub says, and nobody else ever is."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from functions.domain.errors import InvalidInput, NotFound, VendorRejected, VendorUnavailable
from mlops.deployment.workflows.approver import approved_by, approver

ENV = "production-approval"
TOKEN = "t" * 40


def review(state: str, login: str, environment: str = ENV) -> dict[str, Any]:
    return {"state": state, "user": {"login": login}, "environments": [{"name": environment}]}


def test_the_one_who_approved_this_environment_is_named() -> None:
    reviews = [
        review("approved", "eve", "other"), review("rejected", "bob"), review("approved", "grace")
    ]  # fmt: skip
    assert approved_by(reviews, ENV) == "grace"


@pytest.mark.parametrize(
    "reviews", [[], [review("rejected", "bob")], [review("approved", "eve", "other")]]
)
def test_nobody_is_made_up(reviews: list[dict[str, Any]]) -> None:
    with pytest.raises(NotFound, match="nobody approved this run for production-approval"):
        approved_by(reviews, ENV)


class GitHub(BaseHTTPRequestHandler):
    """Answers as the test says, to whoever shows the token."""

    status, body = 200, b""

    def do_GET(self) -> None:
        is_right = self.path == "/repos/a/b/actions/runs/7/approvals"
        is_ours = self.headers["Authorization"] == f"Bearer {TOKEN}"
        self.send_response(self.status if is_right and is_ours else 404)
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def runner() -> Iterator[dict[str, str]]:
    """The variables of a run, beside a GitHub."""
    server = HTTPServer(("127.0.0.1", 0), GitHub)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield {
        "GITHUB_API_URL": f"http://127.0.0.1:{server.server_port}",
        "GITHUB_REPOSITORY": "a/b",
        "GITHUB_RUN_ID": "7",
        "GITHUB_TOKEN": TOKEN,
    }
    server.shutdown()
    thread.join()
    server.server_close()


def test_github_is_asked_about_this_run(
    runner: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(GitHub, "body", json.dumps([review("approved", "grace")]).encode())
    assert approver(runner, ENV) == "grace"


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (503, b"", VendorUnavailable),
        (403, b"{}", VendorRejected),
        (200, b"<html>", VendorUnavailable),
        (200, b'[{"state": "approved"}]', VendorUnavailable),
    ],
)
def test_githubs_failure_is_nobodys_approval(
    runner: dict[str, str], monkeypatch: pytest.MonkeyPatch, status: int, body: bytes,
    kind: type[Exception],
) -> None:  # fmt: skip
    monkeypatch.setattr(GitHub, "status", status)
    monkeypatch.setattr(GitHub, "body", body)
    with pytest.raises(kind):
        approver(runner, ENV)


def test_outside_a_run_it_is_refused() -> None:
    with pytest.raises(InvalidInput, match="within a workflow's run, which sets GITHUB_API_URL"):
        approver({}, ENV)
