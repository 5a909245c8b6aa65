"""Looks at the environment before and at the one to come: all that a promotion is judged by."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from functions.domain.errors import InvalidInput, NotFound, VendorError
from mlops.release.declared.release import Promotion
from mlops.release.gates.traffic import Traffic
from mlops.release.log.history import log_clock, recorded
from mlops.release.log.promotions import approvals
from mlops.release.preflight.source import WorkflowsOf
from mlops.release.prepare import Prepared, Request, prepare
from mlops.release.progress import Ending
from mlops.release.promotion.criteria import judgements
from mlops.release.promotion.facts import Facts
from mlops.release.promotion.numbers import Numbers, numbers
from mlops.release.promotion.report import Report
from mlops.release.promotion.stay import stay
from mlops.release.promotion.watched import Watched, watched
from mlops.release.survey import observed
from mlops.release.target import Target
from mlops.terminal import HIDDEN

StatusOf = Callable[[str], Awaitable[Watched | str]]
"""What the environment at an address says of the days past, or why that is not known."""


async def asked(url: str) -> Watched | str:
    """Its own status."""
    async with Traffic() as traffic:
        return await watched(url, traffic)


@dataclass(frozen=True, slots=True)
class Promoter:
    """Whoever promotes from `origin` to `target`; `hotfix` is why the soak is skipped, or empty."""

    target: Target
    origin: Target
    workflows: WorkflowsOf
    who: str
    hotfix: str = ""
    status: StatusOf = asked
    clock: Callable[[str], Awaitable[datetime]] = log_clock

    async def commit(self) -> str:
        """What was released to the environment before, by its log. Raises NotFound."""
        for one in await recorded(self.origin.log_url, self.origin.name):
            if one.ending is Ending.RELEASED:
                return one.plan.commit
        raise NotFound(f"nothing was released to {self.origin.name} yet; release there first")

    async def prepare(self, request: Request) -> Prepared:
        """The plan, and every reason against it."""
        return await prepare(self.target, request, lambda one: self.workflows("ci", one))

    async def report(self, request: Request, prepared: Prepared) -> Report:
        """All criteria, judged now."""
        now = await self.clock(self.origin.log_url)
        facts = await self._facts(request, prepared, now)
        return Report(
            self.target.name,
            self.origin.name,
            request.commit,
            facts.plan_digest,
            self.who,
            self.hotfix,
            now,
            # What is found may be a vendor's words, and a report is shown, kept and sent.
            tuple(replace(one, found=HIDDEN.out(one.found)) for one in judgements(facts)),
        )

    async def _facts(self, request: Request, prepared: Prepared, now: datetime) -> Facts:
        target, policy = self.target, promotion_of(self.target)
        there = stay(await recorded(self.origin.log_url, self.origin.name), request.commit)
        digest = prepared.plan.digest() if prepared.plan else None
        here = await recorded(target.log_url, target.name)
        return Facts(
            commit=request.commit,
            policy=policy,
            gates=target.declared.gates,
            stay=there,
            numbers=numbers(there.tried) if there.tried else Numbers(),
            runs=await _runs(self.origin),
            watched=await self.status(self.origin.declared.url),
            workflows={one: await self.workflows(one, request.commit) for one in policy.checks},
            against=prepared.reasons,
            plan_digest=digest,
            approvals=await approvals(target.log_url, target.name, digest) if digest else (),
            # What was said before it ended was said without knowing how.
            last_at=(here[0].ended_at or here[0].begun_at) if here else None,
            who=self.who,
            hotfix=self.hotfix,
            first=request.first and not any(one.ending is Ending.RELEASED for one in here),
            now=now,
        )


def promotion_of(target: Target) -> Promotion:
    """What must have happened before a release there. Raises InvalidInput where nothing must."""
    if target.declared.promotion is None:
        raise InvalidInput(
            f"nothing comes before a release of {target.name}; `candor release apply` does it"
        )
    return target.declared.promotion


async def _runs(origin: Target) -> Mapping[str, str | None] | str:
    try:
        return (await observed(origin)).commits()
    except (VendorError, InvalidInput) as error:
        return str(error)
