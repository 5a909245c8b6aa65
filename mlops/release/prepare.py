"""A plan with every reason against it: looks at everything, changes nothing."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from functions.domain.errors import InvalidInput
from mlops.deployment.costs.bill import read_plans
from mlops.release.declared.release import read_release
from mlops.release.plan.plan import plan
from mlops.release.plan.step import Plan
from mlops.release.preflight.api.gather import api_compatible
from mlops.release.preflight.branch import off_branch
from mlops.release.preflight.champion import champion_speaks
from mlops.release.preflight.checks import CiOutcome, Facts, reasons, remarks
from mlops.release.preflight.lint import lint
from mlops.release.preflight.looked import NOTHING, Looked
from mlops.release.preflight.quotas import limits_of, quotas_left
from mlops.release.preflight.secrets import secrets_against
from mlops.release.preflight.size import small_enough
from mlops.release.preflight.ways_back import ways_back
from mlops.release.survey import Survey, survey
from mlops.release.target import Target

TestsOf = Callable[[str], Awaitable[tuple[CiOutcome, str]]]


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asks for: a commit, and what they do without.

    `first`: there may be no way back, because nothing was before. `without_ci`: nobody need
    know that the tests pass. `champion`: the model that shall speak, by any name of it; None:
    the one that does.
    """

    commit: str
    first: bool = False
    without_ci: bool = False
    champion: str | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """The plan, or None where there is none, and why it may not be carried out.

    `remarks` are no reason against it. `sets` are the settings of before and after by their
    fingerprints: never to be shown.
    """

    plan: Plan | None
    reasons: tuple[str, ...]
    sets: Mapping[str, Mapping[str, str]] = field(repr=False)
    remarks: tuple[str, ...] = ()

    def approved(self) -> Plan:
        """The plan. Raises InvalidInput with every reason, one a line."""
        if self.plan is None or self.reasons:
            raise InvalidInput("\n".join(self.reasons))
        return self.plan


async def prepare(target: Target, request: Request, tests_of: TestsOf) -> Prepared:
    """Survey, plan, check. Raises VendorUnavailable, and InvalidInput where nothing can be seen."""
    seen = await survey(target, request.commit, request.champion)
    steps, against = _planned(target, seen, request)
    tests, sentence = await tests_of(request.commit)
    figures = target.declared.preflight
    facts = Facts(
        commit=request.commit,
        tests=tests,
        tests_sentence=sentence,
        tests_excused=request.without_ci,
        is_local=target.is_local,
        branch=off_branch(target, request.commit),
        settings=target.settings_problems(),
        ways_back=await ways_back(target, steps, seen.sets) if steps and not request.first else (),
        migrations=_linted(target, seen),
        secrets=await secrets_against(target, read_release().secrets),
        api=_understood(target, seen),
        size=small_enough(
            target.measured(request.commit), figures.size, request.commit, is_local=target.is_local
        ),
        quotas=await _left(target),
        champion=await champion_speaks(target.serving, target.checkout, seen.live, seen.wanted),
    )
    return Prepared(steps, (*against, *reasons(facts)), seen.sets, tuple(remarks(facts)))


def _planned(target: Target, seen: Survey, request: Request) -> tuple[Plan | None, list[str]]:
    try:
        return plan(target.name, seen.live, seen.wanted, first=request.first), []
    except InvalidInput as refusal:
        return None, str(refusal).splitlines()


def _linted(target: Target, seen: Survey) -> list[str]:
    """What is wrong with the new migrations; on an empty database they can disturb nobody."""
    if not (applied := {one.name for one in seen.live.applied}):
        return []
    known = target.checkout.migrations(seen.wanted.commit)
    return lint([(name, text) for name, text in known if name not in applied])


def _understood(target: Target, seen: Survey) -> Looked:
    allowed = target.declared.preflight.api.breaks_allowed
    return api_compatible(target.checkout, seen.live.page.commit, seen.wanted.commit, allowed)


async def _left(target: Target) -> Looked:
    """Of the vendors' quotas; emulators have none."""
    if target.is_local:
        return NOTHING
    limits = limits_of(read_plans(), target.declared.profile)
    return await quotas_left(
        target.quota_sources(), limits, target.declared.preflight.quotas.headroom_min
    )
