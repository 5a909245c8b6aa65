"""A preview is served beside what readers see, and no release takes it for its own."""

from mlops.release.progress import Ending
from mlops.release.workflows.preview import preview
from tests.mlops.release.conducting import Stage
from tests.mlops.release.rig import NEW


async def test_it_has_an_address_and_no_domain(stage: Stage) -> None:
    domains = stage.rig.site.domains()
    url = await preview(stage.target, NEW)
    assert url.startswith("https://")
    assert stage.rig.site.domains() == domains
    assert await preview(stage.target, NEW) == url
    assert len(stage.rig.site.deployments()) == 2


async def test_a_release_of_the_same_commit_builds_its_own(stage: Stage) -> None:
    await preview(stage.target, NEW)
    assert (await stage.apply()).ending is Ending.RELEASED
    assert len(stage.rig.site.deployments()) == 3
