"""Who approved a run of a workflow, as GitHub says."""

from collections.abc import Mapping
from typing import Any

import httpx

from functions.domain.errors import InvalidInput, NotFound, VendorRejected, VendorUnavailable

VENDOR = "github"
TIMEOUT_S = 20
SERVER_ERROR = 500
APPROVED = "approved"


def approver(runner: Mapping[str, str], environment: str) -> str:
    """Who let this run into an environment that asks for a review.

    Raises NotFound where nobody did, InvalidInput outside a workflow, VendorUnavailable,
    VendorRejected.
    """
    named = ("GITHUB_API_URL", "GITHUB_REPOSITORY", "GITHUB_RUN_ID", "GITHUB_TOKEN")
    if missing := [name for name in named if not runner.get(name)]:
        raise InvalidInput(f"this is asked within a workflow's run, which sets {missing[0]}")
    url, repository, run, token = (runner[name] for name in named)
    try:
        answer = httpx.get(
            f"{url}/repos/{repository}/actions/runs/{run}/approvals",
            headers={"Authorization": f"Bearer {token}", "Accept": "application/vnd.github+json"},
            timeout=TIMEOUT_S,
        )
    except httpx.HTTPError as error:
        raise VendorUnavailable(VENDOR, type(error).__name__) from None
    if answer.status_code >= SERVER_ERROR:
        raise VendorUnavailable(VENDOR, f"answers {answer.status_code}")
    if answer.status_code != httpx.codes.OK:
        raise VendorRejected(VENDOR, f"answers {answer.status_code} about the approvals of {run}")
    try:
        return approved_by(answer.json(), environment)
    except (ValueError, KeyError, TypeError):
        raise VendorUnavailable(VENDOR, "the approvals are not in the form we know") from None


def approved_by(reviews: Any, environment: str) -> str:
    """The login of whoever approved; `reviews` are GitHub's, of every environment of the run.

    Raises NotFound where nobody did.
    """
    logins = [
        str(one["user"]["login"])
        for one in reviews
        if one["state"] == APPROVED
        and environment in [each["name"] for each in one["environments"]]
    ]
    if not logins:
        raise NotFound(
            f"nobody approved this run for {environment}; give that environment required reviewers"
            " in the repository's settings"
        )
    return logins[-1]
