"""A release of one machine is undone from another that has only the database and the key."""

from dataclasses import replace
from pathlib import Path

from mlops.release.progress import Ending
from mlops.release.vault.file_vault import FileVault
from mlops.release.vault.postgres_vault import PostgresVault, WithOlder
from mlops.release.vault.sealing import SealingKey
from tests.mlops.release.conducting import ENV, Stage
from tests.mlops.release.rig import OLD_PAGE, OLD_SERVICE, without_deploys


async def test_settings_of_before_come_back(stage: Stage, tmp_path: Path) -> None:
    def machine(name: str) -> WithOlder:
        sealed = PostgresVault(stage.target.log_url, ENV, (SealingKey.of("k" * 40),))
        return WithOlder(sealed, FileVault(tmp_path / name))

    before = without_deploys(await stage.rig.live())
    stage.target = replace(stage.target, vault=machine("runner"))
    await stage.target.vault.keep([OLD_PAGE, OLD_SERVICE])
    assert (await stage.apply()).ending is Ending.RELEASED
    assert without_deploys(await stage.rig.live()) != before

    stage.target = replace(stage.target, vault=machine("another runner"))
    conductor = stage.conductor("grace")
    done = await conductor.roll_back((await conductor.to_undo()).id)
    assert (done.ending, done.left) == (Ending.ROLLED_BACK, ())
    assert without_deploys(await stage.rig.live()) == before
    assert not (tmp_path / "another runner").exists()
