"""Whatever answers in Prometheus's place, it fails in two ways, with a sentence."""

import httpx
import pytest

from functions.domain.errors import VendorError, VendorRejected, VendorUnavailable
from mlops.local.free_port import free_port
from mlops.monitoring.preview.prometheus import Prometheus

Answer = httpx.Response | Exception


def asking(answer: Answer) -> Prometheus:
    def handle(request: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        answer.request = request
        return answer

    prometheus = Prometheus("http://prometheus.invalid/")
    transport = httpx.MockTransport(handle)
    prometheus._client = httpx.Client(base_url=prometheus.url, transport=transport)
    return prometheus


@pytest.mark.parametrize(
    ("answer", "kind", "sentence"),
    [
        (httpx.ConnectError("refused"), VendorUnavailable, "did not answer: refused"),
        (httpx.ReadTimeout("slow"), VendorUnavailable, "did not answer: slow"),
        (httpx.Response(401), VendorRejected, "another name and password"),
        (httpx.Response(502, text="<html>"), VendorUnavailable, "answered 502 and no JSON"),
        (httpx.Response(200, json=[]), VendorUnavailable, "answered 200 and no JSON"),
        (
            httpx.Response(400, json={"status": "error", "error": "parse error"}),
            VendorRejected,
            "it refused `sum(`: parse error",
        ),
        (
            httpx.Response(503, json={"status": "error", "error": "too busy"}),
            VendorUnavailable,
            "too busy",
        ),
    ],
)
def test_a_failure_is_said(answer: Answer, kind: type[VendorError], sentence: str) -> None:
    with asking(answer) as prometheus, pytest.raises(kind) as raised:
        prometheus.at("sum(", 0.0)
    assert sentence in str(raised.value)


def test_values_that_are_no_numbers_are_read_and_passed_over_for_the_last() -> None:
    values = [[1, "2"], [2, "NaN"], [3, "+Inf"]]
    found = {"resultType": "matrix", "result": [{"metric": {"a": "b"}, "values": values}]}
    answer = httpx.Response(200, json={"status": "success", "data": found})
    with asking(answer) as prometheus:
        [series] = prometheus.over("x", 0.0, 3.0, 1.0)
    assert (series.labels, series.points[0], series.last) == ({"a": "b"}, (1.0, 2.0), 2.0)


def test_a_server_that_is_not_there_is_unavailable() -> None:
    with (
        Prometheus(f"http://127.0.0.1:{free_port()}") as prometheus,
        pytest.raises(VendorUnavailable, match="did not answer"),
    ):
        prometheus.clock()
