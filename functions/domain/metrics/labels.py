"""The labels, and every value that each may take."""

from functions.domain.horizon import Horizon
from functions.domain.metrics.metric import Label
from functions.domain.world import Mode

HORIZON = Label("horizon", tuple(one.value for one in Horizon))
MODE = Label("mode", tuple(one.value for one in Mode))
LEVEL = Label("level", ("50", "80", "90", "95"))
BASELINE = Label("baseline", ("unconditional", "rolling-365d", "ewma", "garch-t"))

JOB = Label("job_name", ("ingest", "issue", "score", "checkpoint", "measure"))
"""Not `job`, which Prometheus gives to what it scrapes."""
JOB_OUTCOME = Label("outcome", ("ok", "unfinished", "failed"))

ROUTE = Label(
    "route",
    (
        "/",
        "/api/v1/forecast",
        "/api/v1/forecasts",
        "/api/v1/forecasts/{id}",
        "/api/v1/forecasts/{id}/reproduce",
        "/api/v1/forecasts/{id}/input",
        "/api/v1/forecasts/{id}/artifact",
        "/api/v1/levels",
        "/api/v1/candles",
        "/api/v1/price",
        "/api/v1/scores",
        "/api/v1/scores/{horizon}",
        "/api/v1/ledger",
        "/api/v1/ledger/key",
        "/api/v1/ledger/checkpoints",
        "/api/v1/ledger/proof",
        "/api/v1/ledger/consistency",
        "/api/v1/models",
        "/api/v1/status",
        "/api/v1/version",
        "/api/v1/page-reports",
        "/api/v1/watch-reports",
        "/api/cron/tick",
        "/api/cron/{job}",
        "/api/docs",
        "/api/health",
        "/api/metrics",
        "/api/openapi.json",
        "/checkpoint",
        "/embed/{horizon}",
        "/embed/{horizon}.png",
        "/feed.atom",
        "/og/{horizon}.png",
        "/robots.txt",
        "/sitemap.xml",
        "/tile/{level}/{path:path}",
    ),
)
"""Path templates; a request that no route takes is `other`."""
READS = tuple(
    one
    for one in ROUTE.values
    if (
        one == "/"
        or one.startswith(("/api/v1/", "/checkpoint", "/embed/", "/feed.atom", "/og/", "/tile/"))
    )
    and not one.endswith("-reports")
)
"""What the promise about reads speaks of: data, and pages and pictures made of them."""
ROTATED = Label("secret", ("CRON_SECRET", "METRICS_TOKEN", "WATCH_TOKEN"))
"""Those of which the one before is accepted for a while."""
STATUS_CLASS = Label("status_class", ("2xx", "3xx", "4xx", "5xx", "preparing"))
"""`preparing`: 503 of a world that is not open yet, in development: nothing was promised."""

VENUE = Label("venue", ("coinbase", "kraken", "bitstamp", "binance", "history"))
VENDOR = Label("vendor", ("postgres", "upstash", "artifacts"))
CALL_OUTCOME = Label("outcome", ("ok", "unavailable", "rejected", "resting"))
"""`resting`: not made, because the breaker is open."""
STORE = Label("store", ("candles", "forecasts", "ledger", "models", "world"))

PAGE = Label(
    "page",
    (
        "forecast",
        "record",
        "history",
        "ledger",
        "models",
        "status",
        "method",
        "developers",
        "legal",
    ),
)
"""`legal`: terms, privacy and imprint, counted together."""
VITAL = Label("vital", ("fcp", "inp", "lcp", "ttfb"))
BROWSER_ERROR = Label("kind", ("error", "rejection", "render", "api"))
ACTION = Label("action", ("horizon", "verify-one", "verify-all", "download"))
REPORT_OUTCOME = Label("outcome", ("accepted", "limited", "refused", "lost"))
"""`lost`: it came while the shared cache was away."""

TARGET = Label("target", ("page", "api", "forecast", "mlflow", "grafana", "prometheus"))
SERVICE = Label("service", ("mlflow", "prometheus", "alertmanager", "grafana", "watcher"))
QUOTA = Label("quota", ("upstash-commands",))
ROUND = Label("round", ("probes", "certificates", "render", "mlflow", "quotas", "report"))

RELEASE_OUTCOME = Label("outcome", ("released", "rolled-back", "partly-rolled-back"))

SCRAPED = Label("job", ("candor", "watcher", "prometheus", "alertmanager"))
ALERT_STATE = Label("alertstate", ("pending", "firing"))
SEVERITY = Label("severity", ("critical", "warning", "none"))
"""`none` is the alert that always fires, so that its silence is noticed."""
