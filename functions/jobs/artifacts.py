"""The champion's artifact, fetched by digest, verified, and kept while it is champion."""

from functions.domain.model import Artifact, load_artifact
from functions.domain.record import ModelRef
from functions.ports.services import Services

ARTIFACTS_KEPT = 4


async def champion_artifact(services: Services, champion: ModelRef) -> Artifact:
    """The verified artifact. Raises ArtifactRefused, NotFound, VendorError."""
    kept = _KEPT.get(champion.digest)
    if kept is None:
        kept = load_artifact(await services.objects.get(champion.digest), champion.digest)
        if len(_KEPT) >= ARTIFACTS_KEPT:
            _KEPT.pop(next(iter(_KEPT)))
        _KEPT[champion.digest] = kept
    return kept


# By content: whichever store it came from, these are the same verified numbers.
_KEPT: dict[str, Artifact] = {}
