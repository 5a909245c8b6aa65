"""What was read on a machine reaches the register once, whatever is killed in between."""

from pathlib import Path

import pytest

from mlops.configuration import access
from mlops.configuration.access import kept_reads, note_read
from mlops.release.secrets.delivery import deliver
from mlops.release.secrets.entry import Kind
from mlops.release.secrets.register import Register
from tests.mlops.configuration.environments import FUNCTION


@pytest.fixture
def register(register_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Register:
    monkeypatch.setattr(access, "read_state_path", lambda: tmp_path)
    return Register(register_url, "staging")


async def test_every_reading_is_delivered_once_and_kept_no_longer(register: Register) -> None:
    note_read("staging", FUNCTION, ".env.staging")
    note_read("staging", FUNCTION, "the process's variables")
    note_read("production", FUNCTION, ".env.production")
    assert await deliver(register) == 2
    assert await deliver(register) == 0
    second, first = await register.newest()
    assert (first.kind, "CRON_SECRET" in first.names) == (Kind.READ, True)
    assert first.purpose.endswith(", from .env.staging")
    assert second.purpose.endswith(", from the process's variables")
    assert (kept_reads("staging"), len(kept_reads("production"))) == ([], 1)


async def test_one_that_was_delivered_before_the_kill_is_there_once(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    note_read("staging", FUNCTION, ".env.staging")
    with monkeypatch.context() as dying:
        dying.setattr(Path, "unlink", lambda *_, **__: None)
        await deliver(register)
    assert len(kept_reads("staging")) == 1
    await deliver(register)
    assert len(await register.newest()) == 1
    assert kept_reads("staging") == []


async def test_where_the_database_is_away_it_stays_for_later(register: Register) -> None:
    note_read("staging", FUNCTION, ".env.staging")
    away = Register("postgresql://nobody@127.0.0.1:1/nothing", "staging")
    with pytest.raises(Exception, match="connection"):
        await deliver(away)
    assert await deliver(register) == 1
