"""What may be left out, and had better not be: said beside the problems, and stops nothing."""

from collections.abc import Mapping, Sequence

from mlops.configuration.consumers import Consumer, PageSettings

UNSAID = (
    ("VITE_CANDOR_OPERATOR", "the imprint will say that nobody has said who runs this site"),
    ("VITE_CANDOR_CONTACT", "the imprint and the privacy page will name no way to reach you"),
)
"""Many countries ask a public site for both."""


def remarks(environment: str, given: Mapping[str, str], consumers: Sequence[Consumer]) -> list[str]:
    """One sentence for each setting that a public page had better have."""
    builds_page = any(one.settings is PageSettings for one in consumers)
    if environment != "production" or not builds_page:
        return []
    return [f"{name} is not set: {outcome}" for name, outcome in UNSAID if not given.get(name)]
