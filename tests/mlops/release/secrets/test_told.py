"""No value leaves the vault for a platform without a line that says so."""

from pathlib import Path

import pytest

from functions.domain.errors import NotFound
from mlops.release.clients.fingerprint import fingerprint as of_set
from mlops.release.secrets.entry import Kind, fingerprint
from mlops.release.secrets.register import Register
from mlops.release.secrets.told import ToldVault
from mlops.release.vault.file_vault import FileVault

VALUES = {"CRON_SECRET": "cq2tYVHn8TjJ0mS5Xb7sKp4dRw1uEfGz9aLi", "PUBLIC_URL": "https://candor.x"}


@pytest.fixture
async def vault(tmp_path: Path) -> FileVault:
    one = FileVault(tmp_path)
    await one.keep([VALUES, {"PUBLIC_URL": "https://candor.x"}])
    return one


async def test_what_is_handed_out_is_on_record_by_name_and_fingerprint(
    vault: FileVault, register_url: str
) -> None:
    register = Register(register_url, "staging")
    assert await ToldVault(vault, register, "Vercel").read(of_set(VALUES)) == VALUES
    [told] = await register.entries()
    assert (told.kind, told.names) == (Kind.TOLD, ("CRON_SECRET",))
    assert told.fingerprints == (fingerprint("staging", "CRON_SECRET", VALUES["CRON_SECRET"]),)
    assert told.purpose.endswith(", for Vercel")


async def test_what_cannot_be_put_on_record_is_not_handed_out(vault: FileVault) -> None:
    away = Register("postgresql://nobody@127.0.0.1:1/nothing", "staging")
    with pytest.raises(Exception, match="connection"):
        await ToldVault(vault, away, "Vercel").read(of_set(VALUES))


async def test_settings_without_a_secret_leave_no_line(vault: FileVault, register_url: str) -> None:
    register = Register(register_url, "staging")
    open_only = {"PUBLIC_URL": "https://candor.x"}
    assert await ToldVault(vault, register, "Vercel").read(of_set(open_only)) == open_only
    with pytest.raises(NotFound):
        await ToldVault(vault, register, "Vercel").read("sha256:0")
    assert list(await register.entries()) == []
