"""Numbers as people read them, in the unit of a panel."""

import math
from dataclasses import dataclass

from mlops.monitoring.dashboards.panel import Unit

NO_DATA = "no data"
_SIZES: dict[Unit, tuple[tuple[float, str], ...]] = {
    Unit.SECONDS: (
        (172_800.0, "d"), (7_200.0, "h"), (120.0, "min"), (1.0, "s"), (1e-3, "ms"), (0.0, "µs"),
    ),
    Unit.BYTES: ((2.0**30, "GiB"), (2.0**20, "MiB"), (2.0**10, "KiB"), (0.0, "B")),
    Unit.COUNT: ((1e6, "M"), (1e4, "k"), (0.0, "")),
    Unit.PLAIN: ((0.0, ""),),
    Unit.HEX: ((0.0, ""),),
    Unit.SHARE: ((0.0, "%"),),
    Unit.PER_SECOND: ((0.0, "/s"),),
    Unit.CORES: ((0.0, "cores"),),
    Unit.YES_NO: ((0.0, ""),),
}  # fmt: skip
"""From how much on which name is used."""

_WORTH = {
    "d": 86_400.0, "h": 3_600.0, "min": 60.0, "ms": 1e-3, "µs": 1e-6, "M": 1e6, "k": 1e3,
    "GiB": 2.0**30, "MiB": 2.0**20, "KiB": 2.0**10, "%": 0.01,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scale:
    """How much one of the things that are named is."""

    worth: float
    name: str


def scale(unit: Unit, peak: float) -> Scale:
    """What values up to `peak` are counted in."""
    at = abs(peak) if peak else 1.0
    name = next(name for least, name in _SIZES[unit] if at >= least)
    return Scale(_WORTH.get(name, 1.0), name)


def figure(value: float | None, unit: Unit) -> str:
    """One number with its unit, short.

    >>> figure(0.0123, Unit.SECONDS), figure(5400, Unit.SECONDS), figure(0.9995, Unit.SHARE)
    ('12.3 ms', '90 min', '99.95 %')
    >>> figure(0xbadc0de, Unit.HEX)
    'badc0de'
    >>> figure(None, Unit.COUNT), figure(12_345, Unit.COUNT), figure(1.0, Unit.YES_NO)
    ('no data', '12.3k', 'yes')
    """
    if value is None or math.isnan(value):
        return NO_DATA
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if unit is Unit.YES_NO:
        return "yes" if value >= 1 else "no" if value <= 0 else figure(value, Unit.SHARE)
    if unit is Unit.HEX:
        return f"{round(value):x}"
    by = scale(unit, value)
    if unit is Unit.COUNT and abs(value) < 1000:
        # Growth is extrapolated by Prometheus: its fractions say nothing.
        value = round(value) if abs(value) >= 10 else round(value, 1)
    almost_all = unit is Unit.SHARE and 0.9 < value < 1
    return named(value / by.worth, by, digits=4 if almost_all else 3)


def named(count: float, by: Scale, digits: int = 3) -> str:
    """A count of something with its name."""
    rounded = float(f"{count:.{digits}g}")
    text = f"{rounded:,.0f}" if rounded == round(rounded) else f"{rounded:.10g}"
    text = text.replace("-", "−")
    return f"{text}{by.name}" if by.name in ("", "k", "M") else f"{text} {by.name}"


def series_name(legend: str, labels: dict[str, str]) -> str:
    """The legend with the labels' values put in; the labels themselves where that says nothing.

    >>> series_name("{{job_name}} p95", {"job_name": "score"})
    'score p95'
    """
    name = legend
    for label, value in labels.items():
        name = name.replace(f"{{{{{label}}}}}", value)
    if name.strip() and "{{" not in name:
        return name.strip()
    return ", ".join(value for label, value in labels.items() if label != "__name__") or "value"
