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

A log-HAR of range-based volatility with an hour-of-week season. It forecasts the distribution
of Bitcoin's log return over 1h, 4h, 24h and 7d: how far, not which way.

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

No direction: the median return is 0 by construction. No levels beyond what the quantiles say;
no knowledge of news, order books or other markets. A simulated or replayed world's numbers say
nothing of a live one.
"""
