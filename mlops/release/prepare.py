"""A plan with every reason against it: looks at everything, changes nothing."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from functions.domain.errors import InvalidInput
from mlops.release.declared.release import read_release
from mlops.release.plan.plan import plan
from mlops.release.plan.step import Plan
from mlops.release.preflight.branch import off_branch
from mlops.release.preflight.checks import CiOutcome, Facts, reasons
from mlops.release.preflight.lint import lint
from mlops.release.preflight.secrets import secrets_against
from mlops.release.preflight.ways_back import ways_back
from mlops.release.survey import Survey, survey
from mlops.release.target import Target

TestsOf = Callable[[str], Awaitable[tuple[CiOutcome, str]]]


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asks for: a commit, and what they do without.

    `first`: there may be no way back, because nothing was before. `without_ci`: nobody need
    know that the tests pass.
    """

    commit: str
    first: bool = False
    without_ci: bool = False


@dataclass(frozen=True, slots=True)
class Prepared:
    """The plan, or None where there is none, and why it may not be carried out.

    `sets` are the settings of before and after by their fingerprints: never to be shown.
    """

    plan: Plan | None
    reasons: tuple[str, ...]
    sets: Mapping[str, Mapping[str, str]] = field(repr=False)

    def approved(self) -> Plan:
        """The plan. Raises InvalidInput with every reason, one a line."""
        if self.plan is None or self.reasons:
            raise InvalidInput("\n".join(self.reasons))
        return self.plan


async def prepare(target: Target, request: Request, tests_of: TestsOf) -> Prepared:
    """Survey, plan, check. Raises VendorUnavailable, and InvalidInput where nothing can be seen."""
    seen = await survey(target, request.commit)
    steps, against = _planned(target, seen, request)
    tests, sentence = await tests_of(request.commit)
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
    )
    return Prepared(steps, (*against, *reasons(facts)), seen.sets)


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
