"""A product as Prometheus and Alertmanager see it: it is scraped, and takes webhooks."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Product(ThreadingHTTPServer):
    """A product that tells metrics to who has the token, and takes webhooks."""

    def __init__(self) -> None:
        self.scraped_with: set[str | None] = set()
        self.messages: dict[str, list[dict[str, Any]]] = {"/slack": [], "/hook": []}
        super().__init__(("127.0.0.1", 0), _Answers)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Answers(BaseHTTPRequestHandler):
    server: Product

    def do_GET(self) -> None:
        if self.path == "/api/metrics":
            self.server.scraped_with.add(self.headers["Authorization"])
        self._answer(b"candor_cache_answers 1\n" if self.path == "/api/metrics" else b"")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.messages[self.path].append(json.loads(body))
        self._answer(b"ok")

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""
