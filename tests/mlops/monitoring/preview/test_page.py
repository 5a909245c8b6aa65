"""The page says what was asked, of whom, when, and what is not known."""

from mlops.monitoring.dashboards.every import DASHBOARDS
from mlops.monitoring.dashboards.panel import Kind, Panel, Query, Unit, below
from mlops.monitoring.preview.answers import Answer, Span
from mlops.monitoring.preview.page import page
from mlops.monitoring.preview.prometheus import Series
from mlops.monitoring.preview.shown import shown

SPAN = Span(1_790_000_000.0, 1_790_086_400.0, 360.0)
FIRING = {
    "labels": {"alertname": "SlotMissed", "severity": "critical"},
    "annotations": {
        "summary": "A slot <of 24h> was missed",
        "runbook_url": "https://candor.example/docs/runbooks/SlotMissed.md",
    },
    "state": "firing",
    "activeAt": "2026-09-21T12:00:00.123456789Z",
}


def silent() -> dict[str, tuple[Answer, ...]]:
    """Every panel, without an answer."""
    return {
        dashboard.uid: tuple(
            Answer(panel, SPAN, tuple(() for _ in panel.queries)) for panel in dashboard.panels()
        )
        for dashboard in DASHBOARDS
    }


def of(kind: Kind, *series: Series, unit: Unit = Unit.COUNT, **more: object) -> str:
    panel = Panel("Planted", kind, (Query("x", "{{a}}"),), unit, steps=below(0.9, 0.5))
    return shown(Answer(panel, SPAN, (series,), **more))  # type: ignore[arg-type]


def test_without_any_answer_every_panel_says_so_and_none_is_called_good() -> None:
    text = page("https://user:pl4nted-word@prometheus.example:9090", SPAN, silent())
    assert "2026-09-21T14:13:20Z to 2026-09-22T14:13:20Z" in text
    assert "Prometheus at prometheus.example:9090 answered" in text
    assert "pl4nted-word" not in text
    panels = sum(1 for dashboard in DASHBOARDS for _ in dashboard.panels())
    shown_once = 2 * (len(DASHBOARDS) - 1)
    assert text.count('class="none"') == panels - shown_once
    assert f"0 of {panels} panels have data" in text
    assert "whether anything is wrong is not known" in text
    assert "Nothing fires" not in text


def test_an_alert_is_shown_with_its_time_and_its_runbook_and_as_text() -> None:
    watchdog = {**FIRING, "labels": {"alertname": "Watchdog", "severity": "none"}}
    rows = Series({"alertname": "Watchdog"}, ((SPAN.end, 1.0),))
    text = of(Kind.ALERTS, rows, alerts=(watchdog, FIRING))
    assert "SlotMissed" in text
    assert "firing since 2026-09-21T12:00:00Z" in text
    assert 'href="https://candor.example/docs/runbooks/SlotMissed.md"' in text
    assert "&lt;of 24h&gt;" in text
    assert "Watchdog" not in text


def test_nothing_fires_only_while_alerts_are_evaluated() -> None:
    watchdog = {**FIRING, "labels": {"alertname": "Watchdog", "severity": "none"}}
    assert "Nothing fires" in of(Kind.ALERTS, alerts=(watchdog,))
    assert "Nothing fires" not in of(Kind.ALERTS)


def test_an_alert_of_a_severity_that_nobody_knows_is_shown_too() -> None:
    for labels in ({"alertname": "Odd", "severity": "page"}, {"alertname": "Odd"}):
        text = of(Kind.ALERTS, alerts=({**FIRING, "labels": labels},))
        assert "Odd" in text
        assert "Nothing fires" not in text


def test_a_link_that_is_no_address_is_not_made() -> None:
    planted = {**FIRING, "annotations": {"runbook_url": "javascript:alert(1)"}}
    assert "javascript" not in of(Kind.ALERTS, alerts=(planted,))


def test_a_value_has_a_shape_beside_its_colour() -> None:
    text = of(Kind.VALUES, *(Series({"a": name}, ((SPAN.end, value),))
                             for name, value in (("well", 1.0), ("ill", 0.1))))  # fmt: skip
    assert 'title="good">✓' in text
    assert 'title="critical">◆' in text


def test_a_query_without_an_answer_beside_one_with_is_said() -> None:
    panel = Panel("P", Kind.LINES, (Query("x", "x"), Query("y", "y")), Unit.COUNT)
    answer = Answer(panel, SPAN, ((Series({}, ((SPAN.end, 1.0),)),), ()))
    assert "no data of 1 of 2" in shown(answer)


def test_a_day_that_was_not_measured_is_neither_good_nor_bad() -> None:
    span = Span.of_days(SPAN.end, 3)
    panel = Panel("Days", Kind.DAYS, (Query("x", "{{a}}"),), Unit.SHARE, steps=below(0.9, 0.5))
    points = ((span.start, 1.0), (span.end, 0.2))
    text = shown(Answer(panel, span, ((Series({"a": "page"}, points),),)))
    looks = [part.split('"')[1] for part in text.split("<span ")[1:]]
    assert looks == ["good", "unknown", "critical"]
