"""A report of the page arrives in every runtime, as the page sends it."""

import httpx
import pytest

from functions.routes.page_reports import REPORT_BYTES_MAX

OWN = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        ('{"views": {"forecast": 1}, "vitals": {"lcp": 1.2}}', {}, 202),
        ('{"views": {"admin": 1}}', {}, 422),
        ("x" * (REPORT_BYTES_MAX + 1), {}, 413),
        ("{}", {"Sec-Fetch-Site": "cross-site"}, 403),
    ],
    ids=["report", "no report", "too long", "from elsewhere"],
)
async def test_a_report_arrives_or_is_refused_as_a_problem(
    api: httpx.AsyncClient, body: str, headers: dict[str, str], status: int
) -> None:
    answer = await api.post("/api/v1/page-reports", content=body, headers=OWN | headers)
    assert answer.status_code == status, answer.text
    assert answer.headers["x-trace-id"]
    if status == 202:
        assert answer.content == b""
    else:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["trace_id"] == answer.headers["x-trace-id"]
