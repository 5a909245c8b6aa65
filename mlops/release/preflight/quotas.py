"""How much is left of the vendors' quotas, for those that tell what is used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from functions.domain.errors import VendorError
from mlops.release.preflight.looked import Looked

OF_A_RELEASE = {
    "deployments_a_day": "deployments on Vercel in 24 hours",
    "pipeline_minutes": "build minutes on Render this month",
    "instance_hours": "free instance hours on Render this month",
    "cu_hours": "compute hours on Neon this month",
    "redis_commands": "Redis commands on Upstash this month",
}
"""What a release uses of the quotas of plans.toml, or what runs out under what it released."""


@dataclass(frozen=True, slots=True)
class Usage:
    """`used` of a quota of plans.toml until now, and what one release takes of it, in its unit."""

    quota: str
    used: float
    need: float = 0.0


class QuotaSource(Protocol):
    """Whoever tells what is used of some quotas; not asked where the plan has none of them."""

    @property
    def name(self) -> str:
        """The vendor."""
        ...

    @property
    def quotas(self) -> frozenset[str]:
        """Their names in plans.toml."""
        ...

    async def usage(self) -> Sequence[Usage]:
        """What is used of each. Raises VendorError."""
        ...


@dataclass(frozen=True, slots=True)
class Limit:
    """A quota of the plan that an environment is on."""

    plan: str
    most: float


def limits_of(plans: Mapping[str, Any], profile: str) -> dict[str, Limit]:
    """What a profile's plans allow of what a release uses; none where a plan charges instead."""
    found = {}
    for plan in plans["profiles"][profile]["plans"]:
        vendor, name = plan.split(".")
        entry = plans[vendor][name]
        for quota, most in {**entry.get("quotas", {}), **entry.get("limits", {})}.items():
            if quota in OF_A_RELEASE:
                found[quota] = Limit(plan, float(most))
    return found


async def quotas_left(
    sources: Sequence[QuotaSource], limits: Mapping[str, Limit], headroom_min: float
) -> Looked:
    """Whether what a release takes leaves `headroom_min` of each quota.

    A source that does not answer is against the release: it is there to be asked. Of a quota
    that no source tells of, a person is told to look.
    """
    wrong: list[str] = []
    told: set[str] = set()
    for source in sources:
        if not (asked := source.quotas & limits.keys()):
            continue
        told |= asked
        try:
            found = await source.usage()
        except VendorError as error:
            wrong.append(f"{source.name} does not say what is used: {error}")
            continue
        wrong += [
            said
            for one in found
            if one.quota in asked and (said := _short(one, limits[one.quota], headroom_min))
        ]
    unknown = [
        f"nobody tells how many of {limit.most:g} {OF_A_RELEASE[quota]} are used ({limit.plan});"
        " look at the vendor's page"
        for quota, limit in limits.items()
        if quota not in told
    ]
    return Looked(wrong, unknown)


def _short(usage: Usage, limit: Limit, headroom_min: float) -> str:
    left = limit.most - usage.used - usage.need
    if left >= headroom_min * limit.most:
        return ""
    return (
        f"{usage.used:.0f} of {limit.most:g} {OF_A_RELEASE[usage.quota]} are used ({limit.plan}),"
        f" and a release takes {usage.need:.0f}: less than {headroom_min:.0%} would be left"
    )
