"""The parts and the jobs as they were last found, in the shared cache."""

from functions.documents.components import Components, parse_components
from functions.ports.services import Services

KEY = "components"
KEPT_S = 30 * 24 * 3600
"""Long enough to say since when a job has been silent. A cache that loses it is told anew by
each job that succeeds; the record itself needs none of it."""


async def known_components(services: Services) -> Components:
    """What is known; empty where nothing is. Raises VendorError."""
    return parse_components(await services.cache.get(KEY))


async def keep_components(services: Services, components: Components) -> None:
    """Keep what is known by now. Raises VendorError."""
    await services.cache.set(KEY, components.model_dump_json().encode(), KEPT_S)
