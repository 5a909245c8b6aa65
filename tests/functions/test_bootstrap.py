"""The composition root builds the parts that a mode needs, and touches none of them."""

from pathlib import Path

import pytest
from pydantic import HttpUrl, SecretStr

from functions.bootstrap import LIVE_QUORUM, bootstrap
from functions.config import Settings
from functions.domain.errors import NotFound, VendorUnavailable
from functions.domain.world import Mode
from mlops.local.free_port import LOOPBACK, free_port


def settings(mode: Mode, folder: Path) -> Settings:
    """Settings whose every address is dead."""
    return Settings(
        database_url=SecretStr(f"postgresql://candor_app@{LOOPBACK}:{free_port()}/candor"),
        upstash_redis_rest_url=HttpUrl(f"http://{LOOPBACK}:{free_port()}"),
        upstash_redis_rest_token=SecretStr("token-yIsRE2BTRgxkSScqyyAPUWxY8LDYpuGx"),
        cron_secret=SecretStr("bearer-yIsRE2BTRgxkSScqyyAPUWxY8LDYpuGx"),
        candor_mode=mode,
        objects_dir=folder / "objects",
        candor_commit="abc123",
    )


async def test_live_asks_several_venues_and_needs_two_to_agree(tmp_path: Path) -> None:
    given = bootstrap(settings(Mode.LIVE, tmp_path))
    names = [exchange.name for exchange in given.services.exchanges]
    assert len(set(names)) == len(names) > LIVE_QUORUM
    assert "history" not in names
    assert given.services.quorum == LIVE_QUORUM == 2
    await given.close()


@pytest.mark.parametrize("mode", [Mode.REPLAY, Mode.SIMULATED])
async def test_a_world_with_a_history_asks_nobody_else(tmp_path: Path, mode: Mode) -> None:
    given = bootstrap(settings(mode, tmp_path))
    assert [exchange.name for exchange in given.services.exchanges] == ["history"]
    assert given.services.quorum == 1
    assert given.services.code_version == "abc123"
    await given.close()


@pytest.mark.parametrize("mode", Mode)
async def test_with_an_emulator_every_mode_asks_its_venues(tmp_path: Path, mode: Mode) -> None:
    emulated = HttpUrl(f"http://{LOOPBACK}:{free_port()}")
    given = bootstrap(settings(mode, tmp_path).model_copy(update={"venues_url": emulated}))
    assert len(given.services.exchanges) > given.services.quorum == LIVE_QUORUM
    await given.close()


async def test_nothing_connects_before_it_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("functions.adapters.postgres.pool.CHECKOUT_TIMEOUT_S", 0.2)
    given = bootstrap(settings(Mode.SIMULATED, tmp_path))
    assert not (tmp_path / "objects").exists()
    with pytest.raises(VendorUnavailable, match="postgres"):
        await given.services.world.read()
    with pytest.raises(VendorUnavailable, match="upstash"):
        await given.services.cache.ping()
    await given.close()


async def test_artifacts_come_over_http_where_urls_are_given_and_from_the_disk_elsewhere(
    tmp_path: Path,
) -> None:
    on_disk = settings(Mode.SIMULATED, tmp_path)
    url = HttpUrl(f"http://{LOOPBACK}:{free_port()}/models")
    over_http = on_disk.model_copy(update={"artifact_urls": (url,)})
    digest = "sha256:" + "0" * 64
    for chosen, raised in ((on_disk, NotFound), (over_http, VendorUnavailable)):
        given = bootstrap(chosen)
        with pytest.raises(raised):
            await given.services.objects.get(digest)
        await given.close()
