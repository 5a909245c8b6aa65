"""The figures of the checks before a release."""

from pydantic import Field

from mlops.release.declared.gates import Figures


class Size(Figures):
    """What may be deployed: MB unpacked, kB gzip."""

    function_mb_max: float = Field(gt=0)
    page_kb_max: float = Field(gt=0)


class Quotas(Figures):
    """What must be left of the plans' quotas."""

    headroom_min: float = Field(ge=0, lt=1)


class ApiBreak(Figures):
    """A break of the API that is meant: allowed while what is live is not newer than a commit."""

    at: str = Field(pattern=r"^(GET|PUT|POST|DELETE|PATCH) /\S*$")
    until_live: str = Field(pattern=r"^[0-9a-f]{40}$")
    why: str = Field(min_length=1)


class Api(Figures):
    """What the page and the API of two commits need not understand of each other."""

    breaks_allowed: list[ApiBreak]


class Preflight(Figures):
    """All checks' figures."""

    size: Size
    quotas: Quotas
    api: Api
