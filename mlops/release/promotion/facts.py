"""All that the criteria of a promotion are judged by. Data, gathered elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from mlops.release.declared.gates import Gates
from mlops.release.declared.release import Promotion
from mlops.release.log.promotions import Approval
from mlops.release.preflight.ci import Said
from mlops.release.promotion.numbers import Numbers
from mlops.release.promotion.stay import Stay
from mlops.release.promotion.watched import Watched


@dataclass(frozen=True, slots=True)
class Facts:
    """`runs` and `watched` are sentences where they could not be seen.

    `gates` are the figures of where it shall go. `against` are the preflight's reasons, `last_at`
    is when the newest release there ended. `approvals` are of this plan's hash only. `first`:
    nothing was released there yet, so nothing could be compared. `hotfix` is its reason, or empty.
    """

    commit: str
    policy: Promotion
    gates: Gates
    stay: Stay
    numbers: Numbers
    runs: Mapping[str, str | None] | str
    watched: Watched | str
    workflows: Mapping[str, Said]
    against: Sequence[str]
    plan_digest: str | None
    approvals: Sequence[Approval]
    last_at: datetime | None
    who: str
    hotfix: str
    first: bool
    now: datetime
