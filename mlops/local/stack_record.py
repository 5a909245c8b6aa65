"""What a running stack tells other commands about itself."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from functions.domain.errors import InvalidInput
from functions.domain.world import Mode
from mlops.local.settings import LocalSettings
from mlops.local.world_choice import WorldChoice


@dataclass(frozen=True, slots=True)
class RunningStack:
    """Addresses, credentials and world; kept in `run.json`, readable by the owner only.

    `history` is the path of the replayed file, `seed` that of the simulated market,
    `venues_url` the emulator of the venues; each is None where there is none.
    `objects_dir` may hold objects from before there were stores.
    `calendar_url` stamps checkpoints; empty: nobody does.
    What watches has an empty address where it does not run; Prometheus's user is `candor`.
    `mlflow_stage` is a `mlops.local.tracking_start.Stage`; it runs beside the product or not.
    """

    pid: int
    page_url: str
    api_url: str
    cron_secret: str
    database_url: str
    owner_database_url: str
    upstash_url: str
    upstash_token: str
    s3_url: str
    s3_secret: str
    cloudinary_url: str
    cloudinary_secret: str
    artifact_urls: list[str]
    objects_dir: str
    outbox_dir: str
    mlflow_url: str
    mlflow_password: str
    mlflow_database_password: str
    mlflow_stage: str
    metrics_token: str
    ledger_signing_key: str
    calendar_url: str
    watch_token: str
    mail_url: str
    prometheus_url: str
    prometheus_password: str
    alertmanager_url: str
    watcher_url: str
    mode: Mode
    source: str
    name: str
    history: str | None
    seed: int | None
    venues_url: str | None
    seconds_per_hour: float
    ports: dict[str, int]

    def to_record(self) -> dict[str, Any]:
        """As JSON-ready values."""
        return asdict(self)

    def choice(self) -> WorldChoice:
        """The world that is open."""
        history = Path(self.history) if self.history else None
        return WorldChoice(
            self.mode, self.source, self.name, history, self.seed, self.venues_url is not None
        )

    def settings(self, state: Path) -> LocalSettings:
        """The settings it was started with, from this state folder."""
        return LocalSettings(
            port=self.ports["page"],
            state=state,
            mode=self.mode.value,
            history=Path(self.history) if self.history else None,
            seed=self.seed,
            seconds_per_hour=self.seconds_per_hour,
        )

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Self:
        """From what `to_record` gave; InvalidInput for anything else."""
        try:
            return cls(**{**record, "mode": Mode(record["mode"])})
        except (TypeError, KeyError, ValueError):
            raise InvalidInput(
                "the record of the running stack is broken; stop Candor where it was started"
            ) from None
