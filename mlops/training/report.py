"""A trained model's table against the baselines, for a person."""

from functions.domain.horizon import Horizon
from mlops.terminal import Terminal
from mlops.training.deliver import Delivery
from mlops.training.evaluate import MODEL
from mlops.training.train import TrainReport

SHARES = (50, 80, 90)


def say_trained(terminal: Terminal, report: TrainReport) -> None:
    """Which model it is, how it came out by walk-forward, and what became of it."""
    evaluation = report.evaluation
    terminal.say(
        f"  model version {report.model.version} is {report.role};"
        f" trained on {report.training_hours} hours until"
        f" {report.trained_until:%d %b %Y %H:00} UTC ({report.model.digest[:19]}…)"
    )
    terminal.say(f"  training input kept as snapshot {report.snapshot}")
    terminal.say(
        f"  walk-forward from {evaluation.start:%d %b %Y} to {evaluation.end:%d %b %Y};"
        " mean pinball loss as a ratio to each baseline's (below 1 is better), share covered"
    )
    summaries = {horizon: evaluation.summary(horizon) for horizon in Horizon}
    baselines = [name for name in summaries[Horizon.H1].pinball if name != MODEL]
    terminal.table(
        ("horizon", "forecasts", *baselines, *(f"{share} %" for share in SHARES)),
        [
            (
                horizon.value,
                str(summary.forecasts),
                *(f"{summary.ratio(name):.3f}" for name in baselines),
                *(f"{summary.coverage[share]:.3f}" for share in SHARES),
            )
            for horizon, summary in summaries.items()
        ],
    )


def say_delivered(terminal: Terminal, delivery: Delivery) -> None:
    """What MLflow was told, and what waits for it."""
    for version, run_id in delivery.sent.items():
        terminal.say(f"  model version {version} is run {run_id} in MLflow")
    if delivery.waiting:
        noun = "training waits" if delivery.waiting == 1 else "trainings wait"
        terminal.say(f"  {delivery.waiting} {noun} to be sent to MLflow ({delivery.reason})")
    elif not delivery.sent:
        terminal.say("  MLflow has been told of every training")
