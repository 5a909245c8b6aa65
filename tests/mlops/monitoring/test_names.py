"""Dashboards ask the data source that is there."""

import json

import yaml

from mlops.local.settings import REPOSITORY

FOLDER = REPOSITORY / "mlops/monitoring"


def test_panels_ask_the_data_source_that_is_provisioned() -> None:
    sources = yaml.safe_load(
        (FOLDER / "grafana/provisioning/datasources/prometheus.yml").read_text()
    )
    [source] = sources["datasources"]
    dashboard = json.loads((FOLDER / "grafana/dashboards/candor.json").read_text())
    assert {panel["datasource"]["uid"] for panel in dashboard["panels"]} == {source["uid"]}
