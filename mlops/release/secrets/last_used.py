"""When somebody last showed the secret that a rotation replaced, as the product has counted."""

from collections.abc import Mapping
from datetime import UTC, datetime

import httpx
from prometheus_client.parser import text_string_to_metric_families

from functions.domain.errors import VendorUnavailable
from functions.domain.metrics.serving import PREVIOUS_SECRET_USED
from functions.environment import PREVIOUS

TIMEOUT_S = 20.0
TOKEN = "METRICS_TOKEN"  # noqa: S105 - its name
PRODUCT = "candor"


def last_used(given: Mapping[str, str], client: httpx.Client) -> Mapping[str, datetime]:
    """By name; one that nobody showed since the product counts is not there.

    Raises VendorUnavailable where the product does not say.
    """
    if not given.get("PUBLIC_URL") or not given.get(TOKEN):
        raise VendorUnavailable(PRODUCT, f"PUBLIC_URL and {TOKEN} are not both set")
    url = f"{given['PUBLIC_URL'].rstrip('/')}/api/metrics"
    # Before the release, the product still has the one before.
    tokens = [given[name] for name in (TOKEN, f"{TOKEN}{PREVIOUS}") if given.get(name)]
    answer = None
    for token in tokens:
        try:
            answer = client.get(url, headers={"Authorization": f"Bearer {token}"})
        except httpx.HTTPError as error:
            raise VendorUnavailable(PRODUCT, f"{url}: {type(error).__name__}") from None
        if answer.is_success:
            return _parsed(answer.text)
    status = "nothing" if answer is None else answer.status_code
    raise VendorUnavailable(PRODUCT, f"{url} answers {status}")


def _parsed(text: str) -> dict[str, datetime]:
    return {
        sample.labels["secret"]: datetime.fromtimestamp(sample.value, UTC)
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == PREVIOUS_SECRET_USED.name
    }
