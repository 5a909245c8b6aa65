"""A rotation breaks nobody, and one that is killed anywhere goes on."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import bcrypt
import psycopg
import pytest

from functions.domain.errors import InvalidInput
from mlops.configuration.access import secret_names
from mlops.configuration.env_edit import change_env_file
from mlops.configuration.env_file import read_env_file
from mlops.release.secrets import rotation
from mlops.release.secrets.entry import Kind, fingerprint
from mlops.release.secrets.register import Register
from mlops.release.secrets.rotation import Rotation
from mlops.release.secrets.standing import standings
from tests.mlops.configuration.environments import MLFLOW, OPERATOR, WATCHED
from tests.mlops.release.secrets.test_standing import POLICY

ENV, NAME, NOW = "production", "CRON_SECRET", datetime(2026, 11, 29, 6, tzinfo=UTC)
TOKEN = "Mw4Tq8Wz2Xc6Vb1Mk5Jh9Gd3Sa7Pl0RuYeIo"
GIVEN = {**OPERATOR, **MLFLOW, **WATCHED, "METRICS_TOKEN": TOKEN}
OLD = GIVEN[NAME]


class Killed(BaseException):
    """The process is gone."""


class Scene:
    """A file of settings and a register, by a clock that a test moves."""

    def __init__(self, url: str, file: Path) -> None:
        self.register, self.file, self.now = Register(url, ENV), file, NOW
        file.write_text("".join(f"{name}={value}\n" for name, value in GIVEN.items()))

    @property
    def values(self) -> dict[str, str]:
        return read_env_file(self.file).values

    @property
    def rotation(self) -> Rotation:
        """As the next command begins."""
        return Rotation(ENV, read_env_file(self.file), self.register, self.now)

    async def kinds(self, name: str = NAME) -> list[Kind]:
        return [one.kind for one in await self.register.entries() if name in one.names]

    async def age_days(self, name: str = NAME) -> int | None:
        found = standings(ENV, {name: self.values[name]}, await self.register.entries(), POLICY)
        return found[0].age_days(self.now)


@pytest.fixture
def scene(register_url: str, tmp_path: Path) -> Scene:
    return Scene(register_url, tmp_path / ".env.production")


async def test_the_one_before_stays_beside_the_new_one_until_it_is_retired(scene: Scene) -> None:
    await scene.rotation.record([NAME], "ada", NOW - timedelta(days=200))
    assert await scene.age_days() == 200
    done = await scene.rotation.rotate(NAME)
    new = scene.values[NAME]
    assert (done.both, done.resumed, done.with_it) == (True, False, ())
    assert new not in GIVEN.values()
    assert len(new) >= 40
    assert scene.values == {**GIVEN, NAME: new, f"{NAME}_PREVIOUS": OLD}
    assert await scene.age_days() == 0
    # Whose it was, it stays.
    assert (await scene.register.entries())[-2].owner == "ada"

    assert await scene.rotation.retire(NAME)
    assert scene.values == {**GIVEN, NAME: new}
    assert await scene.kinds() == [Kind.MADE, Kind.MADE, Kind.ROTATED, Kind.RETIRED]
    assert (await scene.register.entries())[-1].fingerprints == (fingerprint(ENV, NAME, OLD),)
    assert not await scene.rotation.retire(NAME)
    assert await scene.kinds() == [Kind.MADE, Kind.MADE, Kind.ROTATED, Kind.RETIRED]


async def test_a_second_rotation_waits_for_the_first_to_end(scene: Scene) -> None:
    await scene.rotation.rotate(NAME)
    before = scene.file.read_text()
    with pytest.raises(InvalidInput, match="`candor secrets retire CRON_SECRET --env production`"):
        await scene.rotation.rotate(NAME)
    assert scene.file.read_text() == before


@pytest.mark.parametrize("at", ["before the file", "after the file"])
async def test_killed_half_way_the_next_call_goes_on(
    scene: Scene, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(path: Path, changes: dict[str, str | None]) -> None:
        if at == "after the file":
            change_env_file(path, changes)
        raise Killed

    monkeypatch.setattr(rotation, "change_env_file", killed)
    with pytest.raises(Killed):
        await scene.rotation.rotate(NAME)
    monkeypatch.undo()
    halfway = scene.values
    done = await scene.rotation.rotate(NAME)
    assert done.resumed is (at == "after the file")
    assert (scene.values == halfway) is done.resumed
    # Either way the old one goes on and the new one is on record, once.
    assert scene.values[f"{NAME}_PREVIOUS"] == OLD
    assert await scene.age_days() == 0
    assert (await scene.kinds()).count(Kind.ROTATED) == 1


async def test_a_retirement_that_was_killed_is_put_on_record_by_the_next(scene: Scene) -> None:
    await scene.rotation.rotate(NAME)
    change_env_file(scene.file, {f"{NAME}_PREVIOUS": None})
    assert await scene.rotation.retire(NAME)
    assert (await scene.kinds())[-1] is Kind.RETIRED
    assert not await scene.rotation.retire(NAME)


async def test_where_the_register_is_away_nothing_is_changed(scene: Scene) -> None:
    scene.register = Register("postgresql://nobody@127.0.0.1:1/nothing", ENV)
    before = scene.file.read_text()
    with pytest.raises(Exception, match="connection"):
        await scene.rotation.rotate(NAME)
    assert scene.file.read_text() == before


async def test_a_password_changes_with_its_hash(scene: Scene) -> None:
    done = await scene.rotation.rotate("PROMETHEUS_PASSWORD")
    password, kept = (scene.values[f"PROMETHEUS_PASSWORD{end}"] for end in ("", "_HASH"))
    assert bcrypt.checkpw(password.encode(), kept.encode())
    assert (done.both, done.with_it) == (False, ("PROMETHEUS_PASSWORD_HASH",))
    assert "PROMETHEUS_PASSWORD_PREVIOUS" not in scene.values


async def test_one_password_under_two_names_changes_under_both(scene: Scene) -> None:
    admin = GIVEN["MLFLOW_ADMIN_PASSWORD"]
    more = f"MLFLOW_TRACKING_URI=https://mlflow.candor.market\nMLFLOW_TRACKING_PASSWORD={admin}\n"
    scene.file.write_text(scene.file.read_text() + more)
    done = await scene.rotation.rotate("MLFLOW_ADMIN_PASSWORD")
    assert done.with_it == ("MLFLOW_TRACKING_PASSWORD",)
    assert scene.values["MLFLOW_ADMIN_PASSWORD"] == scene.values["MLFLOW_TRACKING_PASSWORD"]
    assert await scene.age_days("MLFLOW_TRACKING_PASSWORD") == 0


async def test_what_a_vendor_made_is_taken_when_it_is_fit(scene: Scene) -> None:
    before = scene.file.read_text()
    for unfit, said in (
        ("short", "needs at least 32"),
        (TOKEN, "has the same value as"),
        (GIVEN["UPSTASH_REDIS_REST_TOKEN"], "of now; nothing was changed"),
    ):
        with pytest.raises(InvalidInput, match=said):
            await scene.rotation.rotate("UPSTASH_REDIS_REST_TOKEN", unfit)
    assert scene.file.read_text() == before
    new = "AYz9kLmN3pQr5StUvWx7YzAb1CdEf2GhIjKl"
    done = await scene.rotation.rotate("UPSTASH_REDIS_REST_TOKEN", new, "grace")
    assert scene.values["UPSTASH_REDIS_REST_TOKEN"] == new
    assert (done.both, await scene.age_days("UPSTASH_REDIS_REST_TOKEN")) == (False, 0)


async def test_rolled_signing_keys_move_up(scene: Scene) -> None:
    new = "sig_3Kd8fHs1LpO6vNc4XzQ7mJt2"
    await scene.rotation.rotate("QSTASH_NEXT_SIGNING_KEY", new)
    assert scene.values["QSTASH_NEXT_SIGNING_KEY"] == new
    assert scene.values["QSTASH_CURRENT_SIGNING_KEY"] == GIVEN["QSTASH_NEXT_SIGNING_KEY"]


async def test_a_pair_of_keys_is_given_as_a_pair(scene: Scene) -> None:
    secret = "xK9sYVuoGFNJ/L8NEOH+cQySgjDZaR52qTt9Mm3V"
    with pytest.raises(InvalidInput, match="give AWS_ACCESS_KEY_ID:SECRET"):
        await scene.rotation.rotate("AWS_SECRET_ACCESS_KEY", secret)
    await scene.rotation.rotate("AWS_SECRET_ACCESS_KEY", f"AKIA7Q3N5F8B1C6D2E94:{secret}")
    assert scene.values["AWS_SECRET_ACCESS_KEY"] == secret
    assert scene.values["AWS_ACCESS_KEY_ID"] == "AKIA7Q3N5F8B1C6D2E94"
    assert await scene.age_days("AWS_SECRET_ACCESS_KEY") == 0


async def test_what_is_no_secret_or_not_set_is_named(scene: Scene) -> None:
    for name, said in (("PUBLIC_URL", "is no secret"), ("VERCEL_TOKEN", "is not set in")):
        with pytest.raises(InvalidInput, match=said):
            await scene.rotation.rotate(name)
    with pytest.raises(InvalidInput, match="there is none to retire"):
        await scene.rotation.retire("CLOUDINARY_URL")


async def test_an_owner_is_told_anew_and_the_age_stays(scene: Scene) -> None:
    since = NOW - timedelta(days=30)
    await scene.rotation.record([NAME], "ada", since)
    await scene.rotation.record([NAME], "grace", None)
    newest = (await scene.register.entries())[-1]
    assert (newest.owner, newest.made_at) == ("grace", since)
    with pytest.raises(InvalidInput, match="in the past"):
        await scene.rotation.record([NAME], "ada", NOW + timedelta(days=1))


async def test_no_value_reaches_the_register(scene: Scene, register_url: str) -> None:
    await scene.rotation.record([NAME, "CLOUDINARY_URL"], "ada", None)
    await scene.rotation.rotate(NAME)
    with psycopg.connect(register_url) as connection:
        rows = str(connection.execute("SELECT * FROM release.secret_event").fetchall())
    kept = {**GIVEN, **scene.values}
    assert [name for name in secret_names(kept) if kept[name] in rows] == []
