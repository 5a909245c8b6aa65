"""Render as a release sees it, from the emulator that keeps to Render's own document."""

from datetime import timedelta

import pytest

from functions.domain.errors import InvalidInput, VendorRejected
from mlops.release.clients.render import Deploy
from tests.mlops.release.rig import NAMES, NEW, OLD, OLD_SERVICE, Rig


async def test_a_service_is_found_by_its_name_and_only_by_that(rig: Rig) -> None:
    service = await rig.render.named(NAMES[0])
    assert (service.id, service.auto_deploys) == (rig.services[0].id, True)
    with pytest.raises(InvalidInput, match="there are 0 services named candor"):
        await rig.render.named("candor")
    rig.workspace.add(NAMES[0], None, {})
    with pytest.raises(InvalidInput, match="there are 2 services"):
        await rig.render.named(NAMES[0])


async def test_what_serves_is_live_and_nothing_else_is(rig: Rig) -> None:
    service = rig.services[0].id
    first = await rig.render.live(service)
    assert first is not None
    assert (first.source, first.is_live) == (OLD, True)
    begun = await rig.render.start_deploy(service, NEW)
    assert begun is not None
    assert await rig.render.live(service) == first
    rig.clock.advance(60)
    live = await rig.render.live(service)
    assert live is not None
    assert live.id == begun.id
    assert (await rig.render.deploy(service, first.id)).has_ended
    new = rig.workspace.add("new", None, {})
    assert await rig.render.live(new.id) is None


async def test_deploys_are_newest_first_and_newer_than_asked(rig: Rig) -> None:
    service = rig.services[0].id
    for _ in range(2):
        await rig.render.start_deploy(service, NEW)
        rig.clock.advance(60)
    found = await rig.render.deploys(service)
    assert [one.created_at for one in found] == sorted(
        (one.created_at for one in found), reverse=True
    )
    assert await rig.render.deploys(service, found[1].created_at) == found[:1]
    assert (
        await rig.render.deploys(service, found[1].created_at - timedelta(seconds=1)) == found[:2]
    )


async def test_all_settings_are_read_page_by_page_and_replaced_at_once(rig: Rig) -> None:
    service = rig.services[0].id
    assert await rig.render.environment(service) == OLD_SERVICE
    many = {f"NAME_{number:03}": f"value {number}" for number in range(250)}
    await rig.render.put_environment(service, many)
    assert await rig.render.environment(service) == many


async def test_whether_pushes_deploy_can_be_said(rig: Rig) -> None:
    service = rig.services[0].id
    await rig.render.set_auto_deploys(service, auto_deploys=False)
    assert not (await rig.render.service(service)).auto_deploys


async def test_what_is_over_cannot_be_canceled_or_rolled_back_to(rig: Rig) -> None:
    service = rig.services[0].id
    begun = await rig.render.start_deploy(service, NEW)
    assert begun is not None
    await rig.render.cancel(service, begun.id)
    assert (await rig.render.deploy(service, begun.id)).status == "canceled"
    with pytest.raises(VendorRejected, match="deploy has finished"):
        await rig.render.cancel(service, begun.id)
    with pytest.raises(VendorRejected, match="no such deploy to roll back to"):
        await rig.render.start_rollback(service, begun.id)


async def test_another_key_is_refused(rig: Rig) -> None:
    rig.render_api._token = "another"
    with pytest.raises(VendorRejected, match="HTTP 401: unauthorized"):
        await rig.render.named(NAMES[0])


@pytest.mark.parametrize("status", ["", "contemplating", "queued"])
def test_a_status_that_says_nothing_sure_is_neither_live_nor_over(status: str) -> None:
    deploy = Deploy.model_validate(
        {"id": "dep-1", "status": status, "createdAt": "2026-01-01T00:00:00Z"}
    )
    assert not deploy.is_live
    assert not deploy.has_ended


def test_an_image_stands_for_a_commit_where_there_is_none() -> None:
    row = {
        "id": "dep-1",
        "createdAt": "2026-01-01T00:00:00Z",
        "image": {"ref": "curl:8", "sha": ""},
    }
    assert Deploy.model_validate(row).source == "curl:8"
