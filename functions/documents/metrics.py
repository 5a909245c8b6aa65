"""What the published documents say, in Prometheus's text format."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from functions.documents.status import StatusDocument
from functions.documents.track_record import Scores

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Sample:
    """One number of a gauge, with what tells it from its neighbours."""

    value: float
    labels: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gauge:
    """A name, what it means, and its samples; without any it is left out."""

    name: str
    help: str
    samples: list[Sample]


@dataclass(frozen=True, slots=True)
class Published:
    """The documents that were found, each with when it was made (epoch seconds)."""

    cache_answers: bool
    scores: tuple[Scores, float] | None
    status: tuple[StatusDocument, float] | None


def render_metrics(published: Published) -> str:
    """All gauges; what no document tells is absent, never zero."""
    gauges = [
        Gauge(
            "candor_cache_answers",
            "Whether the shared cache answered this scrape.",
            [Sample(float(published.cache_answers))],
        ),
        *_of_scores(published.scores),
        *_of_status(published.status),
    ]
    return "".join(line + "\n" for gauge in gauges for line in _lines(gauge))


def _of_scores(found: tuple[Scores, float] | None) -> Iterator[Gauge]:
    if found is None:
        return
    scores, made_at = found
    yield _made_at("scores", made_at)
    if scores.data_as_of is not None:
        yield Gauge(
            "candor_data_as_of_timestamp_seconds",
            "Close of the newest settlement candle.",
            [Sample(scores.data_as_of.timestamp(), {"mode": scores.mode})],
        )
    rows = scores.horizons
    for name, text, values in (
        ("issued", "Forecasts issued before their deadline.", [one.issued for one in rows]),
        ("missed", "Announced slots without a forecast.", [one.missed for one in rows]),
        ("scored", "Forecasts whose outcome is known.", [one.scored for one in rows]),
    ):
        yield Gauge(
            f"candor_slots_{name}",
            text,
            [
                Sample(float(value), {"horizon": row.horizon.value})
                for row, value in zip(rows, values, strict=True)
            ],
        )


def _of_status(found: tuple[StatusDocument, float] | None) -> Iterator[Gauge]:
    if found is None:
        return
    status, made_at = found
    yield _made_at("status", made_at)
    for name, text, value in (
        ("healthy", "Whether the status says ok.", float(status.health == "ok")),
        ("missing_hours", "Hours between candles that have none.", status.missing_hours),
        ("matured_unscored", "Forecasts with an outcome and no score.", status.matured_unscored),
    ):
        yield Gauge(f"candor_{name}", text, [Sample(float(value))])
    if status.checkpoint is not None:
        yield Gauge(
            "candor_ledger_holds",
            "Whether the ledger begins with what was signed last.",
            [Sample(float(status.checkpoint.holds))],
        )
        yield Gauge(
            "candor_checkpoint_signed_timestamp_seconds",
            "When the newest checkpoint was signed.",
            [Sample(status.checkpoint.signed_at.timestamp(), {"mode": status.mode})],
        )


def _made_at(document: str, made_at: float) -> Gauge:
    return Gauge(
        f"candor_{document}_made_timestamp_seconds",
        f"When the {document} document was made.",
        [Sample(made_at)],
    )


def _lines(gauge: Gauge) -> Iterable[str]:
    if not gauge.samples:
        return
    yield f"# HELP {gauge.name} {gauge.help}"
    yield f"# TYPE {gauge.name} gauge"
    for sample in gauge.samples:
        labels = ",".join(f'{name}="{value}"' for name, value in sample.labels.items())
        yield f"{gauge.name}{f'{{{labels}}}' if labels else ''} {sample.value:.17g}"
