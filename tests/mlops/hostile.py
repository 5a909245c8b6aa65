"""Vendors and a database that quote all they were sent, in every way that is asked of them."""

import http.server
import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from mlops.local.free_port import LOOPBACK

CLEARTEXT = b"R\x00\x00\x00\x08\x00\x00\x00\x03"


class Quoting(http.server.BaseHTTPRequestHandler):
    """Refuses everything with an error in several vendors' shapes that quotes the request."""

    status = 400

    def answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length).decode(errors="replace")
        quoted = f"you sent {self.path} {dict(self.headers)} {body}"
        error = {"code": "refused", "message": quoted}
        text = json.dumps({"error": error, "message": quoted, "detail": quoted}).encode()
        self.send_response(self.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(text)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = answer  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Nothing."""


class QuotingPostgres(socketserver.BaseRequestHandler):
    """Asks for the password in the clear, and refuses it by quoting it."""

    def handle(self) -> None:
        begun = self.request.recv(4096)
        self.request.sendall(CLEARTEXT)
        quoted = begun[8:] + self.request.recv(4096)[5:]
        fields = (b"SFATAL", b"C28P01", b"Mwrong: " + quoted.replace(b"\0", b" "), b"\0")
        text = b"\0".join(fields)
        self.request.sendall(b"E" + (len(text) + 4).to_bytes(4, "big") + text)


@contextmanager
def hostile() -> Iterator[tuple[str, int]]:
    """The vendors' address, and the database's port."""
    vendors = http.server.ThreadingHTTPServer((LOOPBACK, 0), Quoting)
    postgres = socketserver.ThreadingTCPServer((LOOPBACK, 0), QuotingPostgres)
    postgres.daemon_threads = True
    servers = (vendors, postgres)
    threads = [threading.Thread(target=one.serve_forever, args=(0.05,)) for one in servers]
    for thread in threads:
        thread.start()
    yield f"http://{LOOPBACK}:{vendors.server_port}", postgres.server_address[1]
    for one, thread in zip(servers, threads, strict=True):
        one.shutdown()
        thread.join()
        one.server_close()
