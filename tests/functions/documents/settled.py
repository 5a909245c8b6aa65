"""Settled slots as the store gives them, for the tests of documents."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from statistics import NormalDist

from functions.domain.distribution import LEVELS, Distribution
from functions.domain.horizon import Horizon, Slot
from functions.domain.ledger import leaf_hash
from functions.domain.levels import RunningExtreme
from functions.domain.record import Issue, ModelRef, forecast_record, missed_record
from functions.domain.regime import Regime
from functions.domain.scoring import Score
from functions.domain.world import Clock, Mode, World
from functions.ports.forecasts import Outcome, SettledSlot

T = datetime(2025, 7, 17, tzinfo=UTC)
SLOT = Slot(T, Horizon.H24)
WORLD = World(Mode.REPLAY, "file.csv", Clock(T, T, T, T, 5.0), T)
DIGEST = "sha256:" + "ab" * 32
SCORE = Score(
    pinball=0.001234567891,
    crps=0.0021,
    pit=0.7654321,
    covered={50: False, 80: True, 90: True, 95: True},
)
OUTCOME = Outcome(
    price=Decimal("119000.5"),
    log_return=0.00197,
    scored_at=T + timedelta(hours=24, minutes=1),
    scores={"model": SCORE, "ewma": Score(0.002, 0.003, 0.5, SCORE.covered)},
)


def normal(deviation: float) -> Distribution:
    return Distribution(tuple(NormalDist(0, deviation).inv_cdf(level) for level in LEVELS))


def reflected(deviation: float) -> RunningExtreme:
    """The running maximum of a Brownian motion with that standard deviation at its end."""
    return RunningExtreme(
        tuple(NormalDist(0, deviation).inv_cdf((1 + level) / 2) for level in LEVELS)
    )


def issued(slot: Slot = SLOT, outcome: Outcome | None = None) -> SettledSlot:
    issue = Issue(
        issued_at=slot.cutoff + timedelta(minutes=1),
        reference_price=Decimal("118765.43"),
        forecast=normal(0.02),
        baselines={"ewma": normal(0.03)},
        model=ModelRef(3, DIGEST),
        input_digest=DIGEST,
        code_version="0.1.0",
        extreme=None if slot.horizon is Horizon.D7 else reflected(0.02),
        regime=Regime(0.03, 0.25) if slot.horizon is Horizon.H24 else None,
    )
    body = forecast_record(WORLD, slot, issue)
    return SettledSlot(slot, 7, leaf_hash(body), body, issue.issued_at, None, outcome)


def missed(slot: Slot = SLOT) -> SettledSlot:
    body = missed_record(WORLD, slot, "too late")
    return SettledSlot(slot, 8, leaf_hash(body), body, None, "too late", None)
