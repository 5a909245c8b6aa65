"""What counts as a product that works: a page, a prepared world, and one slot more."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from functions.domain.errors import VendorUnavailable
from mlops.deployment import await_product as module
from mlops.deployment.await_product import await_product
from mlops.local.free_port import free_port


@contextmanager
def product(issued: list[int], state: str = "running") -> Iterator[str]:
    """A page, and a status that says one of the counts after the other, then the last."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            count = issued.pop(0) if len(issued) > 1 else issued[0]
            document = {"clock": {"state": state}, "issued": count, "missed": 0}
            body = b"page" if self.path == "/" else json.dumps(document).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "POLL_S", 0.01)


def test_a_slot_that_is_issued_while_we_look_is_enough() -> None:
    said: list[str] = []
    with product([1, 7, 7, 8]) as url:
        await_product(url, 5, said.append)
    assert said[1:] == [
        "The world is prepared: 7 forecasts are on record.",
        "A slot was issued: 8 forecasts, 0 missed.",
    ]


def test_forecasts_of_before_are_not_enough() -> None:
    with product([7]) as url, pytest.raises(VendorUnavailable, match="no slot after the 7 first"):
        await_product(url, 0.2, print)


def test_a_world_that_is_still_prepared_is_not_enough() -> None:
    with (
        product([7], "catching_up") as url,
        pytest.raises(VendorUnavailable, match="not yet prepared"),
    ):
        await_product(url, 0.2, print)


def test_nobody_there_is_said() -> None:
    with pytest.raises(VendorUnavailable, match="does not answer"):
        await_product(f"http://127.0.0.1:{free_port()}", 0.1, print)
