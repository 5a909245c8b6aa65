"""The product says when an old secret was shown last; silence is never "not used"."""

from datetime import UTC, datetime

import httpx
import pytest

from functions.domain.errors import VendorUnavailable
from mlops.release.secrets.last_used import last_used

NEW, OLD = "m" * 32, "o" * 32
GIVEN = {"PUBLIC_URL": "https://candor.market/", "METRICS_TOKEN": NEW}
TOLD = """# TYPE candor_previous_secret_used_timestamp_seconds gauge
candor_previous_secret_used_timestamp_seconds{secret="CRON_SECRET"} 1.7980704e+09
candor_http_requests_total{route="/api/health",status_class="2xx"} 3.0
"""


def product(known: str, text: str = TOLD, status: int = 200) -> httpx.Client:
    def answer(request: httpx.Request) -> httpx.Response:
        assert str(request.url) == "https://candor.market/api/metrics"
        shown = request.headers["authorization"] == f"Bearer {known}"
        return httpx.Response(status if shown else 401, text=text)

    return httpx.Client(transport=httpx.MockTransport(answer))


def test_it_is_told_by_name() -> None:
    assert last_used(GIVEN, product(NEW)) == {
        "CRON_SECRET": datetime.fromtimestamp(1_798_070_400, UTC)
    }


def test_before_a_release_the_product_still_has_the_token_before() -> None:
    both = {**GIVEN, "METRICS_TOKEN_PREVIOUS": OLD}
    assert list(last_used(both, product(OLD))) == ["CRON_SECRET"]


@pytest.mark.parametrize(
    ("given", "client", "said"),
    [
        ({"PUBLIC_URL": "https://candor.market"}, product(NEW), "are not both set"),
        (GIVEN, product(OLD), "answers 401"),
        (GIVEN, product(NEW, status=503), "answers 503"),
    ],
)
def test_a_product_that_does_not_say_is_no_product_where_nobody_showed_it(
    given: dict[str, str], client: httpx.Client, said: str
) -> None:
    with pytest.raises(VendorUnavailable, match=said):
        last_used(given, client)


def test_one_that_does_not_answer_is_named_without_the_token() -> None:
    def away(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError(f"no route for {NEW}")

    with pytest.raises(VendorUnavailable, match="ConnectError") as refused:
        last_used(GIVEN, httpx.Client(transport=httpx.MockTransport(away)))
    assert NEW not in str(refused.value)
