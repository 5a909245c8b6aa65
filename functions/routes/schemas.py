"""What the read endpoints answer; the page's typed client is generated from these.

Published numbers are decimal strings exactly as they stand in the ledger.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from functions.domain.horizon import Horizon

Mode = Literal["live", "replay", "simulated"]
Status = Literal["pending", "scored", "missed"]
DecimalText = Annotated[str, Field(pattern=r"^-?\d+(\.\d+)?$", examples=["61000.00"])]
Digest = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Document(BaseModel):
    """Base of every answer: unknown fields are a bug, not an extension."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Envelope(Document):
    """What every document says of its data: never mixed, never ageless."""

    mode: Mode
    source: str = Field(description="Where the candles come from.", examples=["venues"])
    data_as_of: datetime | None = Field(description="Close of the newest candle.")


class Quantile(Document):
    """One quantile of the outcome, as a log return and as a price in USD."""

    level: DecimalText
    log_return: DecimalText
    price: DecimalText


class Mean(Document):
    """Mean log return, and the expected price in USD."""

    log_return: DecimalText
    price: DecimalText


class SlotRef(Document):
    """An announced forecast: horizon, cutoff T, and T + horizon."""

    horizon: Horizon
    cutoff: datetime
    target: datetime


class ModelRef(Document):
    """The model that spoke: version in the promotion log and artifact digest."""

    version: int
    digest: Digest


class ForecastRecord(Document):
    """The ledger entry of a forecast, field for field."""

    kind: Literal["forecast"]
    schema_version: Literal[1]
    mode: Mode
    source: str
    slot: SlotRef
    issued_at: datetime
    reference_price: DecimalText = Field(description="Consensus close at the cutoff, USD.")
    quantiles: list[Quantile]
    mean: Mean
    p_up: DecimalText = Field(description="P(price at target > reference price).")
    model: ModelRef
    input_digest: Digest = Field(description="Digest of the candles that were read.")
    code_version: str
    baselines: dict[str, list[DecimalText]] = Field(
        description="Log-return quantiles of each baseline at the same levels, issued alongside."
    )


class Outcome(Document):
    """What came, and how the forecast and its baselines scored (losses in log-return units)."""

    price: DecimalText
    log_return: DecimalText
    scored_at: datetime
    pit: DecimalText = Field(description="Probability integral transform of the outcome.")
    pinball: dict[str, DecimalText] = Field(description="Mean pinball loss: `model`, baselines.")
    crps: dict[str, DecimalText] = Field(description="CRPS: `model`, baselines.")
    covered: dict[str, bool] = Field(description="Central intervals, by percent, that held it.")


class Forecast(Document):
    """One forecast as issued, where it stands in the ledger, and its outcome if known."""

    id: str = Field(examples=["24h-20250717T00Z"])
    ledger_index: int
    leaf_hash: Hash
    record: ForecastRecord
    outcome: Outcome | None


class NextSlot(Document):
    """The next announced slot of a horizon; None before any schedule is announced."""

    horizon: Horizon
    cutoff: datetime
    deadline: datetime


class LatestForecasts(Envelope):
    """The newest forecast of every horizon."""

    directional_edge: bool = Field(description="Whether P(up) has proved skill; false so far.")
    forecasts: list[Forecast]
    next_slots: list[NextSlot]


class ForecastDetail(Envelope):
    """One forecast with everything known of it."""

    forecast: Forecast


class ForecastRow(Document):
    """One slot in a list: what was said (80 % interval and median), what came."""

    id: str
    horizon: Horizon
    cutoff: datetime
    target: datetime
    status: Status
    ledger_index: int
    issued_at: datetime | None
    missed_reason: str | None
    reference_price: DecimalText | None
    q10_price: DecimalText | None
    q50_price: DecimalText | None
    q90_price: DecimalText | None
    outcome_price: DecimalText | None
    pit: DecimalText | None
    pinball: DecimalText | None
    crps: DecimalText | None
    covered_80: bool | None


class ForecastPage(Envelope):
    """Slots, newest first."""

    forecasts: list[ForecastRow]
    next_cursor: str | None


class CandleRow(Document):
    """One closed hour, USD and BTC."""

    open_time: datetime
    open: DecimalText
    high: DecimalText
    low: DecimalText
    close: DecimalText
    volume: DecimalText


class Gap(Document):
    """Hours without a candle: first missing open, first present open after."""

    opens_from: datetime
    opens_until: datetime


class Candles(Envelope):
    """Closed consensus candles, oldest first, and the gaps among them."""

    candles: list[CandleRow]
    gaps: list[Gap]


class HorizonScores(Document):
    """The track record of one horizon; means over all scored forecasts, None while none is."""

    horizon: Horizon
    issued: int
    scored: int
    missed: int
    coverage: dict[str, DecimalText] | None = Field(description="Share that held, by percent.")
    pinball: dict[str, DecimalText] | None = Field(description="Mean by `model` and baselines.")
    crps: dict[str, DecimalText] | None
    pinball_ratio: dict[str, DecimalText] | None = Field(
        description="Model's mean pinball loss over each baseline's; below 1 is better."
    )
    pit_histogram: list[int] = Field(description="Outcomes in ten equal bins of the PIT.")


class Scores(Envelope):
    """The track record so far."""

    horizons: list[HorizonScores]


class LedgerEntry(Document):
    """One entry; `leaf_hash` = SHA-256(0x00 ‖ UTF-8 bytes of `body`)."""

    index: int
    kind: Literal["schedule", "forecast", "missed", "promotion"]
    recorded_at: datetime
    leaf_hash: Hash
    body: str = Field(description="The canonical JSON bytes, as text.")


class Ledger(Envelope):
    """A page of the append-only ledger, and the Merkle root over all of it (RFC 9162)."""

    size: int
    root_hash: Hash
    entries: list[LedgerEntry]
    next_after: int | None


class EvaluationRow(Document):
    """Walk-forward result of one horizon before the model was promoted (a backtest)."""

    horizon: Horizon
    forecasts: int
    pinball: dict[str, DecimalText]
    pinball_ratio: dict[str, DecimalText]
    coverage: dict[str, DecimalText]


class ModelVersion(Document):
    """One trained model."""

    version: int
    digest: Digest
    name: str
    role: Literal["champion", "challenger", "retired"]
    trained_until: datetime
    training_hours: int
    registered_at: datetime
    evaluation: list[EvaluationRow]


class Promotion(Document):
    """One line of the append-only promotion log."""

    ledger_index: int
    version: int
    digest: Digest
    role: Literal["champion", "challenger"]
    recorded_at: datetime


class Models(Envelope):
    """Every model version and the promotion log, newest first."""

    versions: list[ModelVersion]
    promotions: list[Promotion]


class Clock(Document):
    """The jobs' clock: the server's in live mode, a row in the database otherwise."""

    now: datetime
    state: Literal["live", "preparing", "catching_up", "running", "ended"]
    starts_at: datetime | None
    caught_up_at: datetime | None
    ends_at: datetime | None
    seconds_per_hour: float


class Dependency(Document):
    """Whether an outside part answered just now."""

    name: str
    ok: bool
    detail: str


class StatusDocument(Envelope):
    """Is it running, and is anything behind?"""

    clock: Clock
    candles: int
    missing_hours: int
    issued: int
    missed: int
    scored: int
    matured_unscored: int
    ledger_size: int
    next_slots: list[NextSlot]
    dependencies: list[Dependency]


class Version(Document):
    """What is running."""

    product: Literal["candor"]
    version: str
    commit: str
    python: str
    environment: str


class Health(Document):
    """The process answers; no dependency is asked."""

    status: Literal["ok"]


class Problem(BaseModel):
    """RFC 9457 problem details."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    trace_id: str
