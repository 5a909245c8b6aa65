"""The files that Grafana reads are what the panels say."""

import json
from typing import Any

import pytest
import yaml

from mlops.local.settings import REPOSITORY
from mlops.monitoring.dashboards.every import DASHBOARDS
from mlops.monitoring.dashboards.explained import explain
from mlops.monitoring.dashboards.grafana import FOLDER, SOURCE, SOURCE_NAME, render
from mlops.monitoring.dashboards.panel import WIDTH, Dashboard, Kind
from mlops.monitoring.dashboards.releases import MARKS

PROVISIONED = REPOSITORY / "mlops/monitoring/grafana/provisioning/datasources/prometheus.yml"


def document(dashboard: Dashboard) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(render()[f"{FOLDER}/{dashboard.uid}.json"])
    return found


def test_the_files_are_what_is_rendered_and_there_are_no_others() -> None:
    files = {
        str(path.relative_to(REPOSITORY)): path.read_text()
        for path in (REPOSITORY / FOLDER).iterdir()
    }
    assert files == render()


def test_panels_ask_the_data_source_that_is_provisioned() -> None:
    [source] = yaml.safe_load(PROVISIONED.read_text())["datasources"]
    assert (source["uid"], source["type"], source["name"]) == (
        SOURCE.uid, SOURCE.type_val, SOURCE_NAME,
    )  # fmt: skip


@pytest.mark.parametrize("dashboard", DASHBOARDS, ids=lambda one: one.uid)
def test_every_panel_of_the_definition_is_there_once_with_its_queries(dashboard: Dashboard) -> None:
    found = document(dashboard)
    panels = [one for one in found["panels"] if one["type"] != "row"]
    assert len({one["id"] for one in found["panels"]}) == len(found["panels"])
    for panel, json_panel in zip(dashboard.panels(), panels, strict=True):
        assert json_panel["title"] == panel.title
        assert json_panel["description"] == explain(panel)
        if panel.kind is Kind.ALERTS:
            assert json_panel["options"]["datasource"] == SOURCE_NAME
            continue
        assert json_panel["fieldConfig"]["defaults"]["unit"] == panel.unit
        assert [one["expr"] for one in json_panel["targets"]] == [q.expr for q in panel.queries]
        assert len({one["refId"] for one in json_panel["targets"]}) == len(panel.queries)
        assert {one["datasource"]["uid"] for one in json_panel["targets"]} == {SOURCE.uid}


@pytest.mark.parametrize("dashboard", DASHBOARDS, ids=lambda one: one.uid)
def test_panels_lie_on_the_grid_and_on_no_other_panel(dashboard: Dashboard) -> None:
    taken: set[tuple[int, int]] = set()
    for panel in document(dashboard)["panels"]:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert max(x for x, _ in cells) < WIDTH
        assert not taken & cells, panel["title"]
        taken |= cells


@pytest.mark.parametrize("dashboard", DASHBOARDS, ids=lambda one: one.uid)
def test_dashboards_link_to_each_other_in_plain_sight(dashboard: Dashboard) -> None:
    found = document(dashboard)
    [link] = found["links"]
    assert (link["type"], "placement" in link) == ("dashboards", False)
    assert link["tags"] == found["tags"]
    assert (found["timezone"], found["editable"], found["uid"]) == ("utc", False, dashboard.uid)


@pytest.mark.parametrize("dashboard", DASHBOARDS, ids=lambda one: one.uid)
def test_releases_are_marked_at_the_time_that_their_series_say(dashboard: Dashboard) -> None:
    found = document(dashboard)["annotations"]["list"]
    assert [one["name"] for one in found] == [mark.title for mark in MARKS]
    for one, mark in zip(found, MARKS, strict=True):
        # Grafana takes the value for milliseconds.
        assert one["target"]["expr"] == f"1000 * {mark.expr}"
        assert (one["useValueForTime"], one["enable"], one["hide"]) == (True, True, False)
        assert (one["datasource"]["uid"], "placement" in one) == (SOURCE.uid, False)
