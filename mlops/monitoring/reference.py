"""The reference page of all metrics, from the catalogue."""

from pathlib import Path

from functions.domain.metrics.browser import BROWSER
from functions.domain.metrics.business import BUSINESS
from functions.domain.metrics.catalogue import CATALOGUE
from functions.domain.metrics.metric import Kind, Label, Metric
from functions.domain.metrics.outside import SERVERS, WATCHED
from functions.domain.metrics.releases import RELEASED
from functions.domain.metrics.serving import SERVING
from functions.domain.metrics.work import WORK

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "metrics.md"
HEAD = """\
# Metrics

Generated from `functions/domain/metrics/`; do not edit. How they are counted, and how exact
that is: [docs/monitoring.md](../monitoring.md).

A value that a label does not list is told as `other`. What was not told yet is absent, never
zero.
"""
CHAPTERS = (
    ("Requests, and the aggregate that they are counted in", SERVING),
    ("Jobs, venues, vendors and the database", WORK),
    ("The record", BUSINESS),
    ("The page, in readers' browsers", BROWSER),
    ("Releases, as the release tool tells them", RELEASED),
    ("From outside: the watcher", WATCHED),
    ("Of Prometheus and Alertmanager themselves", SERVERS),
)


def render() -> str:
    """The whole page."""
    return "\n".join((HEAD, *(_chapter(*one) for one in CHAPTERS), _labels()))


def _chapter(title: str, metrics: tuple[Metric, ...]) -> str:
    head = "| metric | type | unit | labels | what it says |\n|---|---|---|---|---|"
    return "\n".join((f"## {title}", "", head, *map(_row, metrics), ""))


def _row(metric: Metric) -> str:
    name = metric.series[0] if metric.kind is not Kind.HISTOGRAM else metric.name
    labels = ", ".join(f"`{label.name}`" for label in metric.labels)
    says = metric.help.replace("|", "\\|")
    if metric.buckets:
        says += f" Up to {', '.join(f'{bound:g}' for bound in metric.buckets)}, and above."
    return f"| `{name}` | {metric.kind.value} | {metric.unit} | {labels} | {says} |"


def _labels() -> str:
    head = "| label | of | values |\n|---|---|---|"
    labels = dict.fromkeys(label for metric in CATALOGUE for label in metric.labels)
    return "\n".join(("## Labels", "", head, *map(_label_row, labels), ""))


def _label_row(label: Label) -> str:
    owners = ", ".join(f"`{metric.name}`" for metric in CATALOGUE if label in metric.labels)
    values = ", ".join(f"`{value}`" for value in label.values)
    return f"| `{label.name}` | {owners} | {values} |"
