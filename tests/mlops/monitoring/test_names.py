"""Rules and dashboards speak of series that are really told, and of nothing else."""

import json
import re
from datetime import UTC, datetime

import yaml

from functions.documents.metrics import Published, render_metrics
from functions.documents.operation import Met, operation
from functions.documents.status import status
from functions.documents.track_record import HorizonScores, Scores
from functions.domain.horizon import Horizon
from functions.domain.world import Clock, Mode, World
from functions.ports.ledger import SignedCheckpoint
from mlops.local.settings import REPOSITORY

FOLDER = REPOSITORY / "mlops/monitoring"
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def told() -> set[str]:
    """Names of all series of a product with every document published."""
    world = World(Mode.LIVE, "venues", Clock(NOON, None, None, None, 3600.0), NOON)
    row = HorizonScores(
        horizon=Horizon.H1,
        issued=1,
        scored=0,
        missed=0,
        coverage=None,
        pinball=None,
        crps=None,
        pinball_ratio=None,
        skill=None,
        pit_histogram=[0] * 10,
    )
    scores = Scores(mode="live", source="venues", data_as_of=NOON, horizons=[row])
    newest = SignedCheckpoint(1, "a note", NOON)
    text = render_metrics(
        Published(
            cache_answers=True,
            scores=(scores, 1.0),
            status=(
                status(
                    world, (1, 0), [], 1, [], [], newest=newest, operation=operation(NOON, Met())
                ),
                1.0,
            ),
        )
    )
    return {line.split()[2] for line in text.splitlines() if line.startswith("# TYPE ")}


def expressions() -> list[str]:
    """Every expression of the rules and the dashboard."""
    rules = yaml.safe_load((FOLDER / "prometheus/rules.yml").read_text())
    dashboard = json.loads((FOLDER / "grafana/dashboards/candor.json").read_text())
    return [rule["expr"] for group in rules["groups"] for rule in group["rules"]] + [
        target["expr"] for panel in dashboard["panels"] for target in panel["targets"]
    ]


def test_every_series_that_is_asked_for_is_told() -> None:
    asked = {name for one in expressions() for name in re.findall(r"candor_\w+", one)}
    assert len(asked) >= 6
    assert asked - told() == set()


def test_panels_ask_the_data_source_that_is_provisioned() -> None:
    sources = yaml.safe_load(
        (FOLDER / "grafana/provisioning/datasources/prometheus.yml").read_text()
    )
    [source] = sources["datasources"]
    dashboard = json.loads((FOLDER / "grafana/dashboards/candor.json").read_text())
    assert {panel["datasource"]["uid"] for panel in dashboard["panels"]} == {source["uid"]}
