"""What the product is about: told by the job `measure` from the database, and by the jobs.

Totals are counters although a job sets them: they only grow, and a lost aggregate is a reset.
"""

from functions.domain.metrics.labels import BASELINE, HORIZON, LEVEL, MODE
from functions.domain.metrics.metric import Kind, Metric

ISSUE_DELAY_BUCKETS = (30.0, 60.0, 120.0, 180.0, 240.0, 300.0, 420.0, 600.0)

MEASURED_AT = Metric(
    "candor_measured_timestamp_seconds",
    Kind.GAUGE,
    "When the figures of the record were counted last, by the wall clock.",
    unit="timestamp_seconds",
)
DATA_AS_OF = Metric(
    "candor_data_as_of_timestamp_seconds",
    Kind.GAUGE,
    "Close of the newest settlement candle, by the world's clock.",
    (MODE,),
    "timestamp_seconds",
)
WORLD_NOW = Metric(
    "candor_world_now_timestamp_seconds",
    Kind.GAUGE,
    "The jobs' now when the figures were counted: the wall clock's in a live world only.",
    (MODE,),
    "timestamp_seconds",
)
CANDLES_STORED = Metric("candor_candles_stored", Kind.COUNTER, "Settlement candles stored.")
CANDLES_REVISED = Metric(
    "candor_candles_revised", Kind.COUNTER, "Settlement candles replaced by later knowledge."
)
CANDLES_QUARANTINED = Metric(
    "candor_candles_quarantined", Kind.COUNTER, "Times that a venue's candle was not believed."
)
INGEST_HOURS_DUE = Metric(
    "candor_ingest_hours_due",
    Kind.COUNTER,
    "Hours that closed more than a day ago, of those since the world opened.",
    counted_elsewhere=True,
)
INGEST_HOURS_LATE = Metric(
    "candor_ingest_hours_late",
    Kind.COUNTER,
    "Those of them without a settlement candle a day after they closed.",
    counted_elsewhere=True,
)
MISSING_HOURS = Metric(
    "candor_missing_hours", Kind.GAUGE, "Hours between the candles that have none."
)
SLOTS_ISSUED = Metric(
    "candor_slots_issued",
    Kind.COUNTER,
    "Forecasts issued before their deadline.",
    (HORIZON,),
    counted_elsewhere=True,
)
SLOTS_MISSED = Metric(
    "candor_slots_missed",
    Kind.COUNTER,
    "Announced slots without a forecast.",
    (HORIZON,),
    counted_elsewhere=True,
)
SLOTS_SCORED = Metric(
    "candor_slots_scored",
    Kind.COUNTER,
    "Forecasts whose outcome is known and scored.",
    (HORIZON,),
    counted_elsewhere=True,
)
MATURED_UNSCORED = Metric(
    "candor_matured_unscored",
    Kind.GAUGE,
    "Forecasts past their target that have no score yet.",
    (HORIZON,),
)
ISSUE_DELAY = Metric(
    "candor_issue_delay_seconds",
    Kind.HISTOGRAM,
    "From a slot's cutoff to its forecast, by the world's clock.",
    (HORIZON,),
    "seconds",
    ISSUE_DELAY_BUCKETS,
)
COVERAGE = Metric(
    "candor_coverage_ratio",
    Kind.GAUGE,
    "Share of outcomes inside the interval that was to hold `level` percent; newest 30 days.",
    (HORIZON, LEVEL),
    "ratio",
)
PINBALL_RATIO = Metric(
    "candor_pinball_ratio",
    Kind.GAUGE,
    "Pinball loss over the baseline's on the same days, newest 180; below 1 is better.",
    (HORIZON, BASELINE),
    "ratio",
)
PINBALL_RATIO_LOW = Metric(
    "candor_pinball_ratio_low",
    Kind.GAUGE,
    "Lower end of its 95 % interval, after 32 days; above 1, the baseline is surely better.",
    (HORIZON, BASELINE),
)
LEDGER_ENTRIES = Metric(
    "candor_ledger_entries", Kind.COUNTER, "Entries of the ledger.", counted_elsewhere=True
)
LEDGER_HOLDS = Metric(
    "candor_ledger_holds", Kind.GAUGE, "Whether the ledger begins with what was signed last."
)
CHECKPOINT_SIGNED = Metric(
    "candor_checkpoint_signed_timestamp_seconds",
    Kind.GAUGE,
    "When the newest checkpoint was signed, by the world's clock.",
    (MODE,),
    "timestamp_seconds",
)
MODEL_PROMOTED = Metric(
    "candor_model_promoted_timestamp_seconds",
    Kind.GAUGE,
    "When the champion was promoted, by the world's clock.",
    (MODE,),
    "timestamp_seconds",
)
DATABASE_SIZE = Metric(
    "candor_database_size_bytes", Kind.GAUGE, "Size of the world's database.", unit="bytes"
)
DATABASE_CONNECTIONS = Metric(
    "candor_database_connections", Kind.GAUGE, "Connections that the database serves."
)
BUSINESS = (
    MEASURED_AT,
    DATA_AS_OF,
    WORLD_NOW,
    CANDLES_STORED,
    CANDLES_REVISED,
    CANDLES_QUARANTINED,
    INGEST_HOURS_DUE,
    INGEST_HOURS_LATE,
    MISSING_HOURS,
    SLOTS_ISSUED,
    SLOTS_MISSED,
    SLOTS_SCORED,
    MATURED_UNSCORED,
    ISSUE_DELAY,
    COVERAGE,
    PINBALL_RATIO,
    PINBALL_RATIO_LOW,
    LEDGER_ENTRIES,
    LEDGER_HOLDS,
    CHECKPOINT_SIGNED,
    MODEL_PROMOTED,
    DATABASE_SIZE,
    DATABASE_CONNECTIONS,
)
