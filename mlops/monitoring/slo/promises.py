"""The promises. Changing a number here changes rules, alerts and the reference page."""

from functions.domain.metrics.browser import WEB_VITAL
from functions.domain.metrics.business import (
    INGEST_HOURS_DUE,
    INGEST_HOURS_LATE,
    SLOTS_ISSUED,
    SLOTS_MISSED,
)
from functions.domain.metrics.outside import PROBES, PROBES_FAILED
from functions.domain.metrics.releases import RELEASES
from functions.domain.metrics.serving import HTTP_REQUEST_DURATION, HTTP_REQUESTS
from mlops.monitoring.slo.promise import Alarm, Burn, Promise, View, rate

READ = (
    'route=~"/|/api/v1/.*|/checkpoint|/embed/.*|/feed.atom|/og/.*|/tile/.*"',
    'route!~".*-reports"',
)
"""Selects labels.READS."""
TARGETS = 'target=~"api|forecast|page"'

REQUESTS = rate(HTTP_REQUESTS, *READ, 'status_class!="preparing"')
FAILED_REQUESTS = rate(HTTP_REQUESTS, *READ, 'status_class="5xx"')
PROBED = rate(PROBES, TARGETS)
NOT_REACHED = rate(PROBES_FAILED, TARGETS)
# Bounds are written as floats by whoever exposes them; Prometheus 3 makes them so by itself.
TIMED_READS = rate(HTTP_REQUEST_DURATION, *READ, of="count")
READS_IN_TIME = rate(HTTP_REQUEST_DURATION, *READ, 'le="0.2"', of="bucket")
LOADS = rate(WEB_VITAL, 'vital="lcp"', of="count")
LOADS_IN_TIME = rate(WEB_VITAL, 'vital="lcp"', 'le="3.0"', of="bucket")
ISSUED = rate(SLOTS_ISSUED)
MISSED = rate(SLOTS_MISSED)

FAST = (Burn(14.4, "1h", "5m"), Burn(6, "6h", "30m"))
SLOW = (Burn(3, "1d", "2h"), Burn(1, "3d", "6h"))
"""The pairs of Google's SRE workbook: 2 % and 5 % of a month's budget page, 10 % is a ticket."""

PROMISES: tuple[Promise, ...] = (
    Promise(
        "reads",
        "Of all reads, 99.9 % are answered without a failure of ours.",
        0.999,
        (
            View("requests", FAILED_REQUESTS, REQUESTS),
            View("probes", NOT_REACHED, PROBED),
        ),
        Alarm(FAST, 10),
        Alarm(SLOW, 10),
        "operations",
        "api",
        "A function cannot count what never reached it, and probes are too few to see one"
        " request in a thousand: the worse of the two views counts. What a CDN answers is not"
        " counted.",
    ),
    Promise(
        "latency",
        "Of all reads, 95 % take less than 0.2 s in the function.",
        0.95,
        (View("requests", f"{TIMED_READS} - {READS_IN_TIME}", TIMED_READS),),
        Alarm(FAST, 20),
        Alarm(SLOW, 20),
        "operations",
        "api",
        "Measured from a request's arrival in the function to its answer's last byte: neither the"
        " network nor the start of a new instance is in it. On free plans a sleeping database"
        " takes half a second to wake; it is asked only where the cache has nothing.",
    ),
    Promise(
        "page",
        "Of all sampled visits, 95 % show the page's largest element within 3 s.",
        0.95,
        (View("visits", f"{LOADS} - {LOADS_IN_TIME}", LOADS),),
        Alarm(FAST, 10),
        Alarm(SLOW, 10),
        "page",
        "readers",
        "Readers' devices and networks are in it, therefore 95 % and not 99.9 %; at 90 % a fast"
        " burn could not even be reached. Without visitors nothing is measured and nothing spent:"
        " probes load the document, they draw no page. Anybody can send what is counted here, so"
        " its alerts only warn.",
        anybody_counts=True,
    ),
    Promise(
        "forecasts",
        "Of all announced slots, 99 % have a forecast before their deadline.",
        0.99,
        (View("slots", MISSED, f"{ISSUED} + {MISSED}"),),
        Alarm((Burn(14.4, "6h", "2h"), Burn(6, "1d", "6h")), 4),
        Alarm((Burn(3, "1d", "6h"), Burn(1, "3d", "1d")), 4),
        "forecasting",
        "forecasts",
        "Three slots an hour, counted once an hour: windows under two hours would be empty. One"
        " lost hour is told by SlotMissed; these alerts say that it was not the only one. Where"
        " only Vercel's daily cron ticks (Hobby without QStash), one hour of the 24 can be met:"
        " the measured rate is published and this promise is not kept.",
    ),
    Promise(
        "ingest",
        "Of all hours, 99.9 % have their settlement candle within 24 h.",
        0.999,
        (View("hours", rate(INGEST_HOURS_LATE), rate(INGEST_HOURS_DUE)),),
        Alarm((Burn(14.4, "1d", "6h"),), 3),
        Alarm((Burn(3, "3d", "1d"),), 1),
        "data",
        "data",
        "A month has 720 hours, so its budget is less than one late hour: any is a ticket, three"
        " in a day page.",
        events_min=24,  # one late hour breaks a month, so its sign is right from the first day on
    ),
    Promise(
        "releases",
        "Of all releases, 99 % are released and stay.",
        0.99,
        (View("releases", rate(RELEASES, 'outcome!="released"'), rate(RELEASES)),),
        Alarm((Burn(14.4, "1d", "6h"),), 3),
        Alarm((Burn(3, "3d", "1d"),), 2),
        "operations",
        "platform",
        "Nobody releases a hundred times a month, so one that was taken back breaks the promise;"
        " readers need not have noticed. One is told by ReleaseRolledBack, the second within three"
        " days is a ticket, the third in a day pages. A release that is taken back by hand counts"
        " twice: as released, then as rolled back.",
        events_min=20,
    ),
)
