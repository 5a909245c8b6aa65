"""Reads both commits' OpenAPI documents, and takes out the breaks that release.yml allows."""

import json
from collections.abc import Sequence
from typing import Any

from mlops.release.checkout import Checkout
from mlops.release.declared.preflight import ApiBreak
from mlops.release.preflight.api.compatible import breaks
from mlops.release.preflight.looked import NOTHING, Looked

DOCUMENT = "frontend/openapi.json"


def api_compatible(
    checkout: Checkout, live: str | None, wanted: str, allowed: Sequence[ApiBreak]
) -> Looked:
    """Whether page and API of the commit that is live and of the wanted one get along.

    A break is allowed at an operation for as long as what is live is not newer than the
    commit that the entry names; after that the entry means nothing.
    """
    if live is None or live == wanted:
        return NOTHING
    try:
        found = breaks(_document(checkout, live), _document(checkout, wanted))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return Looked([f"the API of {live[:7]} and {wanted[:7]} cannot be compared: {error}"])
    excused = {one.at: one.why for one in allowed if checkout.is_ancestor(live, one.until_live)}
    return Looked(
        [str(one) for one in found if one.operation not in excused],
        [f"{one} (allowed: {excused[one.operation]})" for one in found if one.operation in excused],
    )


def _document(checkout: Checkout, commit: str) -> Any:
    text = checkout.text(commit, DOCUMENT)
    if text is None:
        raise ValueError(f"this checkout has no {DOCUMENT} of {commit[:7]}; fetch it")
    return json.loads(text)
