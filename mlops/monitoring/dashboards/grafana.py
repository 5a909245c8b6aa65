"""Grafana's JSON of the dashboards, by Grafana's own SDK; the only module that knows it."""

from typing import TypeVar

from grafana_foundation_sdk.builders import common as options
from grafana_foundation_sdk.builders import dashboard as grafana
from grafana_foundation_sdk.builders import stat, statushistory, table, timeseries
from grafana_foundation_sdk.builders.prometheus import Dataquery
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import common
from grafana_foundation_sdk.models import dashboard as model
from grafana_foundation_sdk.models.prometheus import PromQueryFormat
from grafana_foundation_sdk.models.table import Options

from mlops.monitoring.dashboards.every import DASHBOARDS
from mlops.monitoring.dashboards.explained import explain
from mlops.monitoring.dashboards.panel import WIDTH, Dashboard, Kind, Mark, Panel, Steps
from mlops.monitoring.dashboards.releases import MARKS

FOLDER = "mlops/monitoring/grafana/dashboards"
SOURCE = common.DataSourceRef(type_val="prometheus", uid="prometheus")
SOURCE_NAME = "Prometheus"
"""As grafana/provisioning names it; the list of alerts knows sources by name."""

TAG = "candor"
Asking = timeseries.Panel | stat.Panel | statushistory.Panel | table.Panel
Made = TypeVar("Made", timeseries.Panel, stat.Panel, statushistory.Panel, table.Panel)


def render() -> dict[str, str]:
    """The file of each dashboard, by its path in the repository."""
    return {f"{FOLDER}/{one.uid}.json": json_text(one) for one in DASHBOARDS}


def json_text(dashboard: Dashboard) -> str:
    """One dashboard as Grafana reads it."""
    made = (
        grafana.Dashboard(dashboard.title)
        .uid(dashboard.uid)
        .description(dashboard.description)
        .tags([TAG])
        .timezone("utc")
        .time("now-24h", "now")
        .refresh("1m")
        .tooltip(model.DashboardCursorSync.CROSSHAIR)
        .readonly()
        .link(
            grafana.DashboardLink("Candor's dashboards")
            .type(model.DashboardLinkType.DASHBOARDS)
            .tags([TAG])
            .keep_time(keep_time=True)
        )
    )
    for each in MARKS:
        made.annotation(_annotation(each))
    number, top = 1, 0
    for row in dashboard.rows:
        place = model.GridPos(h=1, w=WIDTH, x=0, y=top)
        made.with_row(grafana.Row(row.title).id(number).grid_pos(place))
        number, top, left, height = number + 1, top + 1, 0, 0
        for panel in row.panels:
            if left + panel.width > WIDTH:
                left, top, height = 0, top + height, 0
            place = model.GridPos(h=panel.height, w=panel.width, x=left, y=top)
            made.with_panel(_panel(panel).id(number).grid_pos(place))
            number, left, height = number + 1, left + panel.width, max(height, panel.height)
        top += height
    built = made.build()
    # The SDK hides every link and mark in a menu, and its builders take no other place.
    for link in built.links or []:
        link.placement = None  # type: ignore[assignment]
    for mark in built.annotations.list_val or []:
        mark.placement = None  # type: ignore[assignment]
    return JSONEncoder(indent=2, sort_keys=True, ensure_ascii=False).encode(built) + "\n"


def _annotation(mark: Mark) -> grafana.AnnotationQuery:
    """A line at the time that the series says, in milliseconds as Grafana takes it."""
    asked = Dataquery().ref_id("Anno").datasource(SOURCE).expr(f"1000 * {mark.expr}").range()
    return (
        grafana.AnnotationQuery()
        .name(mark.title)
        .datasource(SOURCE)
        .enable(enable=True)
        .icon_color(mark.level)
        .target(asked)
        .title_format(mark.text)
        .use_value_for_time(use_value_for_time=True)
    )


def _panel(panel: Panel) -> Asking | grafana.Panel:
    match panel.kind:
        case Kind.ALERTS:
            return _alerts(panel)
        case Kind.TABLE:
            return _table(panel)
        case Kind.VALUES:
            return _values(panel)
        case Kind.DAYS:
            return _days(panel)
        case Kind.LINES:
            return _lines(panel)


def _lines(panel: Panel) -> timeseries.Panel:
    made = timeseries.Panel().legend(
        options.VizLegendOptions()
        .display_mode(common.LegendDisplayMode.LIST)
        .placement(common.LegendPlacement.BOTTOM)
        .show_legend(show_legend=True)
        .calcs(["lastNotNull"])
    )
    made.tooltip(
        options.VizTooltipOptions()
        .mode(common.TooltipDisplayMode.MULTI)
        .sort(common.SortOrder.DESCENDING)
    )
    made.line_width(1.5).fill_opacity(0).span_nulls(span_nulls=False)
    if len(panel.steps) > 1:
        made.thresholds(_thresholds(panel.steps)).thresholds_style(
            options.GraphThresholdsStyleConfig().mode(common.GraphThresholdsStyleMode.DASHED)
        )
    if panel.lowest is not None:
        made.axis_soft_min(panel.lowest)
    if panel.highest is not None:
        made.axis_soft_max(panel.highest)
    return _asking(made, panel)


def _values(panel: Panel) -> stat.Panel:
    made = (
        stat.Panel()
        .graph_mode(common.BigValueGraphMode.NONE)
        .color_mode(common.BigValueColorMode.VALUE)
        .text_mode(common.BigValueTextMode.VALUE_AND_NAME)
        .reduce_options(options.ReduceDataOptions().calcs(["lastNotNull"]))
        .thresholds(_thresholds(panel.steps))
        .color_scheme(grafana.FieldColor().mode(model.FieldColorModeId.THRESHOLDS))
    )
    return _asking(made, panel)


def _days(panel: Panel) -> statushistory.Panel:
    made = (
        statushistory.Panel()
        .time_from(f"{panel.days}d")
        .interval("1d")
        .show_value(common.VisibilityMode.NEVER)
        .legend(options.VizLegendOptions().show_legend(show_legend=False).calcs([]))
        .thresholds(_thresholds(panel.steps))
        .color_scheme(grafana.FieldColor().mode(model.FieldColorModeId.THRESHOLDS))
    )
    return _asking(made, panel)


def _table(panel: Panel) -> table.Panel:
    """Labels are columns; when and whence is what every alert has in common."""
    hidden = ("Time", "Value", "__name__", "instance", "job")
    made = table.Panel().cell_options(common.TableAutoCellOptions())
    # The SDK writes a footer as Grafana had it before 12.3, which later ones do not know.
    shown = made.build().options
    assert isinstance(shown, Options)
    shown.footer = None
    made.with_transformation(
        model.DataTransformerConfig(
            id_val="organize",
            options={
                "excludeByName": dict.fromkeys(hidden, True),
                "indexByName": {"alertstate": 0, "severity": 1, "alertname": 2, "component": 3},
                "renameByName": {},
            },
        )
    )
    return _asking(made, panel)


def _asking(made: Made, panel: Panel) -> Made:
    made.title(panel.title).description(explain(panel)).unit(panel.unit).datasource(SOURCE)
    made.no_value("no data")
    for letter, query in zip("ABCDEFGH", panel.queries, strict=False):
        asked = Dataquery().ref_id(letter).datasource(SOURCE).expr(query.expr)
        asked.legend_format(query.legend)
        if panel.kind in (Kind.LINES, Kind.DAYS):
            asked.range()
        else:
            asked.instant()
        if panel.kind is Kind.TABLE:
            asked.format(PromQueryFormat.TABLE)
        made.with_target(asked)
    return made


def _thresholds(steps: Steps) -> grafana.ThresholdsConfig:
    return (
        grafana.ThresholdsConfig()
        .mode(model.ThresholdsMode.ABSOLUTE)
        .steps([model.Threshold(value=step.value, color=step.level) for step in steps])
    )


def _alerts(panel: Panel) -> grafana.Panel:
    """Grafana's own list of what Prometheus found; the SDK has no builder for it."""
    return (
        grafana.Panel()
        .type("alertlist")
        .title(panel.title)
        .description(explain(panel))
        .options(
            {
                "alertInstanceLabelFilter": '{severity!="none"}',
                "alertName": "",
                "dashboardAlerts": False,
                "datasource": SOURCE_NAME,
                "groupBy": [],
                "groupMode": "default",
                "maxItems": 20,
                "showInactiveAlerts": False,
                "sortOrder": 3,  # what is most important first
                "stateFilter": {
                    "error": True,
                    "firing": True,
                    "noData": False,
                    "normal": False,
                    "pending": True,
                    "recovering": True,
                },
                "viewMode": "list",
            }
        )
    )
