"""What the gates look at: a deployment, the one before it, and what runs beside both."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from mlops.monitoring.watcher.prometheus import Prometheus
from mlops.release.clients.pace import Pace
from mlops.release.gates.traffic import Site


@dataclass(frozen=True, slots=True)
class Service:
    """A service beside the API, and the paths that say whether it is well and what it runs.

    Without `version` it does not say.
    """

    site: Site
    health: str
    version: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """A deployment to be judged.

    `commit` is what it must run, None where nothing was said of it; `before` the deployment
    before it, None where there was none. `mark` is eight digits that no other run has: they
    stand in questions that no cache has answered yet.
    """

    api: Site
    before: Site | None
    commit: str | None
    services: Mapping[str, Service]
    prometheus: Prometheus | None
    now: Callable[[], datetime]
    mark: str
    cron_secret: str = field(repr=False)

    @property
    def pace(self) -> Pace:
        """How time passes for whoever waits for it."""
        return self.api.traffic.pace
