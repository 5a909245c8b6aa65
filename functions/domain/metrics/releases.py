"""Releases, as the release tool tells them while it works; nothing else adds to these."""

from functions.domain.metrics.labels import RELEASE_OUTCOME
from functions.domain.metrics.metric import Kind, Label, Metric, Teller


def _gauge(name: str, help: str, *labels: Label, unit: str = "") -> Metric:
    return Metric(name, Kind.GAUGE, help, labels, unit, teller=Teller.RELEASE)


RELEASES = Metric(
    "candor_releases",
    Kind.COUNTER,
    "Releases that ended, by how; one that is taken back later counts a second time.",
    (RELEASE_OUTCOME,),
    teller=Teller.RELEASE,
)
RELEASE_OPEN = _gauge(
    "candor_release_open", "Whether a release or a rollback has begun and not ended."
)
RELEASE_HELD = _gauge(
    "candor_release_held_timestamp_seconds",
    "When whoever releases last said that he is at it.",
    unit="timestamp_seconds",
)
RELEASE_BEGUN = _gauge(
    "candor_release_begun_timestamp_seconds",
    "When the newest release began.",
    unit="timestamp_seconds",
)
RELEASE_ENDED = _gauge(
    "candor_release_ended_timestamp_seconds",
    "When a release last ended in this way.",
    RELEASE_OUTCOME,
    unit="timestamp_seconds",
)
RELEASE_DURATION = _gauge(
    "candor_release_duration_seconds",
    "From the newest release's beginning to its ending.",
    unit="seconds",
)
RELEASE_LEAD = _gauge(
    "candor_release_lead_seconds",
    "From the commit to its being released, of what was released last.",
    unit="seconds",
)
RELEASE_RESTORE = _gauge(
    "candor_release_restore_seconds",
    "From the first failed check, or a person's word, to all being as before; the last time.",
    unit="seconds",
)
RELEASE_COMMIT = _gauge(
    "candor_release_commit",
    "First seven digits of the commit that was released last, as a number: 0x0a1b2c3 is 0a1b2c3.",
)
RELEASED = (
    RELEASES,
    RELEASE_OPEN,
    RELEASE_HELD,
    RELEASE_BEGUN,
    RELEASE_ENDED,
    RELEASE_DURATION,
    RELEASE_LEAD,
    RELEASE_RESTORE,
    RELEASE_COMMIT,
)
