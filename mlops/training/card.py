"""The model card: what the model is, what it was measured to do, what it does not claim."""

from functions.domain.horizon import Horizon
from functions.domain.units import instant_text
from mlops.training.evaluate import MODEL
from mlops.training.report import SHARES
from mlops.training.train import MODEL_NAME, TrainReport


def model_card(report: TrainReport, world: str, source: str) -> str:
    """Markdown."""
    evaluation = report.evaluation
    summaries = {horizon: evaluation.summary(horizon) for horizon in Horizon}
    baselines = [name for name in summaries[Horizon.H1].pinball if name != MODEL]
    head = ("horizon", "forecasts", *(f"loss ÷ {name}" for name in baselines),
            *(f"in {share} %" for share in SHARES))  # fmt: skip
    rows = [
        (
            horizon.value,
            str(summary.forecasts),
            *(f"{summary.ratio(name):.3f}" for name in baselines),
            *(f"{summary.coverage[share]:.3f}" for share in SHARES),
        )
        for horizon, summary in summaries.items()
    ]
    table = "\n".join("| " + " | ".join(row) + " |" for row in (head, ("---",) * len(head), *rows))
    return f"""# {MODEL_NAME}, version {report.model.version}

A two-stage HAR: a regression on the logs of past range-based volatility and net moves says what
variance to expect, a second one how far to believe it and the hour-of-week season. It forecasts
the distribution of Bitcoin's log return over 1h, 4h, 24h and 7d: how far, hardly which way.

- world: {world} ({source})
- artifact: `{report.model.digest}`
- training input: {report.training_hours} hourly candles until {instant_text(report.trained_until)},
  snapshot `{report.snapshot}`, data digest `{report.data_digest}`
- code: `{report.code_version}`
- role: {report.role}, ledger entry {report.ledger_index}

## Measured by walk-forward

{instant_text(evaluation.start)} to {instant_text(evaluation.end)}, refitted {evaluation.refit},
every forecast by a fit that knew only its own past. Mean pinball loss as a ratio to each
baseline's (below 1 is better) and the share of outcomes inside the central intervals:

{table}

## What it does not claim

No direction at 4h and 24h: the median return is 0 and P(up) one half by construction. At 1h the
last hour, at 7d half of the mean drift of four years moves the median a little; an edge is claimed
only where the record's interval of P(up)'s Brier skill clears zero, and would not pay costs.
No levels beyond what the quantiles say; no knowledge of news, order books or other markets. A
simulated or replayed world's numbers say nothing of a live one.
"""
