"""The local stack's servers as Render's services: what each uses, and what its plan gives."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from functions.domain.units import instant_text
from mlops.local.emulators.render.processes import Use, folder_bytes, session_at, use_of

SAMPLES_MAX = 360
MB, GB = 1_000_000, 1_000_000_000


@dataclass(frozen=True, slots=True)
class Plan:
    """What a plan gives, in cores and bytes."""

    cpu: float
    memory: int


PLANS = {"starter": Plan(0.5, 512 * MB), "standard": Plan(1.0, 2 * GB)}


@dataclass(slots=True)
class Hosted:
    """A server of the stack as a service of Render's; `disk` is its folder where it has one."""

    name: str
    plan: str
    port: int
    disk: Path | None = None
    disk_capacity: int = GB
    session: int | None = None
    last: tuple[float, Use] | None = None
    samples: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=SAMPLES_MAX))

    @property
    def id(self) -> str:
        """What Render calls it among all services of the world."""
        return f"srv-{self.name}"

    def sample(self, now: datetime, monotonic_s: float) -> None:
        """Look at it now; nothing is told of one that does not run."""
        use = use_of(self.session) if self.session is not None else None
        if use is None:
            self.session, self.last = session_at(self.port), None
            use = use_of(self.session) if self.session is not None else None
        if use is None:
            return
        before, self.last = self.last, (monotonic_s, use)
        if before is None:
            return
        took_s = max(1e-9, monotonic_s - before[0])
        self.samples.append(
            {
                "at": instant_text(now),
                "cpu": max(0.0, use.cpu_s - before[1].cpu_s) / took_s,
                "memory": use.memory_bytes,
                **({"disk-usage": folder_bytes(self.disk)} if self.disk else {}),
            }
        )

    def values(self, figure: str) -> Iterator[tuple[str, float]]:
        """Instant and value of each sample."""
        plan = PLANS[self.plan]
        limits = {"cpu-limit": plan.cpu, "memory-limit": plan.memory}
        if self.disk is not None:
            limits["disk-capacity"] = self.disk_capacity
        for one in self.samples:
            if figure in limits:
                yield one["at"], limits[figure]
            elif figure in one:
                yield one["at"], one[figure]
