"""Every metric there is. Code tells no other, and rules and dashboards ask for no other."""

from functions.domain.metrics.browser import BROWSER
from functions.domain.metrics.business import BUSINESS
from functions.domain.metrics.metric import Metric
from functions.domain.metrics.outside import OUTSIDE
from functions.domain.metrics.releases import RELEASED
from functions.domain.metrics.serving import SERVING
from functions.domain.metrics.work import WORK

CATALOGUE: tuple[Metric, ...] = (*SERVING, *WORK, *BUSINESS, *BROWSER, *RELEASED, *OUTSIDE)
