"""What was required of a promotion, what was found, and whether that is enough. Pure."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from functions.domain.units import instant_text

APPROVAL = "approval"


class Verdict(StrEnum):
    """What a criterion says. Not knowing is no pass; only a hotfix skips, and only the soak."""

    PASSED = "pass"
    FAILED = "fail"
    UNKNOWN = "not known"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Judgement:
    """One criterion, in words for people."""

    criterion: str
    required: str
    found: str
    verdict: Verdict

    @property
    def is_met(self) -> bool:
        """Whether it is no reason against the promotion."""
        return self.verdict in {Verdict.PASSED, Verdict.SKIPPED}


@dataclass(frozen=True, slots=True)
class Report:
    """All criteria of one promotion, judged at once, for one plan.

    `plan_digest` is None where there is no plan. `hotfix` is why the soak is skipped, else empty.
    """

    environment: str
    origin: str
    commit: str
    plan_digest: str | None
    who: str
    hotfix: str
    judged_at: datetime
    judgements: tuple[Judgement, ...]

    @property
    def is_met(self) -> bool:
        """Whether every criterion is."""
        return bool(self.judgements) and all(one.is_met for one in self.judgements)

    @property
    def unmet(self) -> list[str]:
        """Every reason against it, a sentence each."""
        return [
            f"{one.criterion}: {one.verdict}: {one.found}"
            for one in self.judgements
            if not one.is_met
        ]

    @property
    def lacks_only_approval(self) -> bool:
        """Whether a person's word is all that is wanting."""
        return {one.criterion for one in self.judgements if not one.is_met} == {APPROVAL}

    def to_record(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "environment": self.environment,
            "from": self.origin,
            "commit": self.commit,
            "plan_hash": self.plan_digest,
            "who": self.who,
            "hotfix": self.hotfix,
            "judged_at": instant_text(self.judged_at),
            "met": self.is_met,
            "lacks_only_approval": self.lacks_only_approval,
            "criteria": [asdict(one) for one in self.judgements],
        }


FOUND_CHARS_MAX = 70
HEADER = ("criterion", "required", "found", "verdict")


def rows(report: Report) -> Sequence[tuple[str, ...]]:
    """A row a criterion; what does not fit stands in `unmet`."""
    return [
        (one.criterion, one.required, _short(one.found), one.verdict) for one in report.judgements
    ]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= FOUND_CHARS_MAX else f"{line[:FOUND_CHARS_MAX]}…"
