"""What the page reports: how fast it was, what went wrong, what readers did; nobody is told apart.

Sampled in the page, so these are no counts of people or of visits.
"""

from functions.domain.metrics.labels import ACTION, BROWSER_ERROR, PAGE, REPORT_OUTCOME, VITAL
from functions.domain.metrics.metric import Kind, Metric

VITAL_BUCKETS = (0.05, 0.1, 0.2, 0.5, 0.8, 1.2, 1.8, 2.5, 3.0, 4.0, 10.0)
SHIFT_BUCKETS = (0.01, 0.02, 0.05, 0.1, 0.25, 0.5)

WEB_VITAL = Metric(
    "candor_web_vital_seconds",
    Kind.HISTOGRAM,
    "Web vitals that are times, as measured in readers' browsers.",
    (VITAL,),
    "seconds",
    VITAL_BUCKETS,
)
LAYOUT_SHIFT = Metric(
    "candor_web_layout_shift",
    Kind.HISTOGRAM,
    "Cumulative layout shift, as measured in readers' browsers.",
    buckets=SHIFT_BUCKETS,
)
PAGE_VIEWS = Metric(
    "candor_page_views", Kind.COUNTER, "Views of a page whose sample reports.", (PAGE,)
)
PAGE_ACTIONS = Metric(
    "candor_page_actions", Kind.COUNTER, "What readers did on the page.", (ACTION,)
)
BROWSER_ERRORS = Metric(
    "candor_browser_errors", Kind.COUNTER, "What went wrong in readers' browsers.", (BROWSER_ERROR,)
)
PAGE_REPORTS = Metric(
    "candor_page_reports",
    Kind.COUNTER,
    "Reports of the page, by what became of them.",
    (REPORT_OUTCOME,),
)
BROWSER = (WEB_VITAL, LAYOUT_SHIFT, PAGE_VIEWS, PAGE_ACTIONS, BROWSER_ERRORS, PAGE_REPORTS)
