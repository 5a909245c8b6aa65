"""The published client in Python: what it makes of the app's answers, and of failures."""

import http.server
import importlib.util
import json
import sys
import threading
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from tests.http.runtimes.gateway import GATEWAY
from tests.http.runtimes.runtime import Runtime

SCRIPT = Path(__file__).parents[2] / "frontend" / "public" / "candor_client.py"
a_whole_site = pytest.mark.parametrize(
    "runtime", [pytest.param(GATEWAY, id=GATEWAY.name)], indirect=True, scope="session"
)


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("candor_client", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


published = _load()
PROBLEM = {
    "type": "urn:candor:problem:vendor-unavailable",
    "title": "A part behind the API does not answer",
    "status": 503,
    "detail": "the database does not answer",
    "instance": "/api/v1/forecast",
    "trace_id": "0af7651916cd43dd8448eb211c80319c",
}


class Scripted(http.server.BaseHTTPRequestHandler):
    """Answers in turn: status, headers and body; remembers what it was asked."""

    answers: list[tuple[int, dict[str, str], bytes]]
    asked: list[dict[str, str]]

    def do_GET(self) -> None:
        self.asked.append(dict(self.headers))
        status, headers, body = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Stand:
    """A site that answers as it is told, and a client of it that does not really wait."""

    def __init__(self, url: str, handler: type[Scripted], paused: list[float]) -> None:
        self.handler, self.paused = handler, paused
        self.candor = published.Candor(url, timeout_s=5)

    def answers(self, *answers: tuple[int, dict[str, str], bytes]) -> None:
        self.handler.answers = list(answers)


@pytest.fixture
def stand(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stand]:
    handler = type("Handler", (Scripted,), {"answers": [], "asked": []})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    paused: list[float] = []
    monkeypatch.setattr(published.time, "sleep", paused.append)
    yield Stand(f"http://127.0.0.1:{server.server_port}", handler, paused)
    server.shutdown()
    thread.join()
    server.server_close()


def failure(
    status: int, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    return status, headers or {}, json.dumps(PROBLEM | {"status": status}).encode()


class TestAgainstTheApp:
    """A whole site, by its gateway."""

    @a_whole_site
    def test_the_newest_forecast_is_the_one_on_record(self, runtime: Runtime) -> None:
        newest = published.Candor(runtime.url).latest("24h")
        again = published.Candor(runtime.url).forecast(newest.id)
        assert (again.quantiles, again.issued_at) == (newest.quantiles, newest.issued_at)
        low, high = newest.interval(80)
        assert low < newest.reference_price < high
        assert newest.issued_at.tzinfo is not None
        assert newest.mode == httpx.get(f"{runtime.url}/api/v1/status").json()["mode"]
        assert not newest.stale

    @a_whole_site
    def test_an_interval_that_was_not_published_is_refused(self, runtime: Runtime) -> None:
        forecast = published.Candor(runtime.url).latest("24h")
        with pytest.raises(ValueError, match="no interval of 81% was published"):
            forecast.interval(81)

    @a_whole_site
    def test_a_level_is_told_as_the_api_computes_it(self, runtime: Runtime) -> None:
        query = {"horizon": "24h", "price": "61000"}
        said = httpx.get(f"{runtime.url}/api/v1/levels", params=query).json()
        level = published.Candor(runtime.url).level("24h", 61_000)
        assert level.p_close_above == Decimal(said["p_close_above"])
        assert level.mode == said["mode"]
        assert level.p_touch == Decimal(said["p_touch"])
        assert published.Candor(runtime.url).level("7d", 61_000).p_touch is None

    @a_whole_site
    def test_the_history_goes_on_across_pages_and_ends(
        self, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(published, "PAGE_ROWS", 100)
        slots = list(published.Candor(runtime.url).history("1h"))
        assert len(slots) == len({slot.id for slot in slots}) > 150
        cutoffs = [slot.cutoff for slot in slots]
        assert cutoffs == sorted(cutoffs, reverse=True)
        missed = [slot for slot in slots if slot.status == "missed"]
        assert missed
        assert all(slot.median is None for slot in missed)

    @a_whole_site
    def test_what_the_api_refuses_comes_with_its_own_words_at_once(self, runtime: Runtime) -> None:
        with pytest.raises(published.ProblemError, match="price: ") as refused:
            published.Candor(runtime.url).level("24h", -1)
        assert refused.value.status == 422
        assert refused.value.type == "urn:candor:problem:invalid-input"
        assert len(refused.value.trace_id) == 32

    @a_whole_site
    def test_what_has_not_changed_is_not_sent_again(
        self, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        candor = published.Candor(runtime.url)
        first = candor.read("/api/v1/models")
        statuses: list[int] = []
        told = published.urllib.error.HTTPError.__init__

        def remember(error: Any, url: str, code: int, *rest: Any) -> None:
            statuses.append(code)
            told(error, url, code, *rest)

        monkeypatch.setattr(published.urllib.error.HTTPError, "__init__", remember)
        assert candor.read("/api/v1/models").document == first.document
        assert statuses == [304]


class TestFailures:
    """A site that fails as it is told."""

    def test_what_may_pass_is_asked_for_again_after_the_time_it_names(self, stand: Stand) -> None:
        stand.answers(failure(503, {"Retry-After": "7"}), failure(429), (200, {}, b'{"here": 1}'))
        assert stand.candor.read("/api/v1/forecast").document == {"here": 1}
        assert stand.paused == [7.0, 2]

    def test_no_site_makes_it_wait_longer_than_a_minute(self, stand: Stand) -> None:
        stand.answers(failure(503, {"Retry-After": "86400"}), (200, {}, b"{}"))
        stand.candor.read("/api/v1/forecast")
        assert stand.paused == [60.0]

    def test_what_does_not_pass_is_told_in_the_apis_words(self, stand: Stand) -> None:
        stand.answers(failure(503, {"Retry-After": "5"}))
        with pytest.raises(published.ProblemError) as told:
            stand.candor.read("/api/v1/forecast")
        assert str(told.value) == (
            "the database does not answer (HTTP 503, trace 0af7651916cd43dd8448eb211c80319c)"
        )
        assert told.value.retry_after_s == 5.0
        assert len(stand.handler.asked) == 3

    @pytest.mark.parametrize("status", [404, 422, 500])
    def test_what_will_not_change_is_asked_for_once(self, stand: Stand, status: int) -> None:
        stand.answers(failure(status))
        with pytest.raises(published.ProblemError):
            stand.candor.read("/api/v1/forecast")
        assert len(stand.handler.asked) == 1

    def test_a_gateways_error_page_is_a_problem_too(self, stand: Stand) -> None:
        stand.answers((502, {}, b"<html>Bad gateway</html>"))
        with pytest.raises(published.ProblemError, match="the API answered 502"):
            stand.candor.read("/api/v1/forecast")

    @pytest.mark.parametrize("body", [b"<html>", b"", b"\xff"])
    def test_what_is_no_json_is_no_answer(self, stand: Stand, body: bytes) -> None:
        stand.answers((200, {}, body))
        with pytest.raises(published.NoAnswer, match="not JSON"):
            stand.candor.read("/api/v1/forecast")

    def test_silence_names_the_address(self, stand: Stand) -> None:
        nobody = published.Candor("http://127.0.0.1:9", attempts=1)
        with pytest.raises(published.NoAnswer, match=r"127\.0\.0\.1:9/api/v1/forecast gave no"):
            nobody.latest("24h")
        assert stand.paused == []

    def test_the_last_known_answer_says_how_old_it_is(self, stand: Stand) -> None:
        stand.answers((200, {"Age": "600", "X-Candor-Stale": "1"}, b"{}"))
        answer = stand.candor.read("/api/v1/forecast")
        assert (answer.age_s, answer.stale) == (600.0, True)

    def test_a_horizon_that_nobody_forecasts_names_those_there_are(self, stand: Stand) -> None:
        stand.answers((200, {}, b'{"forecasts": []}'))
        with pytest.raises(LookupError, match="horizons are 1h, 4h, 24h, 7d"):
            stand.candor.latest("2h")

    def test_an_address_without_its_scheme_is_refused(self) -> None:
        with pytest.raises(ValueError, match="write it like https://"):
            published.Candor("candor.example")
