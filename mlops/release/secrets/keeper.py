"""One environment's secrets as a command reaches them: its settings, its register, the policy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from functions.adapters.system import SystemClock
from functions.domain.errors import InvalidInput
from mlops.configuration.access import secret_names
from mlops.configuration.env_file import EnvFile, given_settings, settings_file
from mlops.release.declared.release import read_release
from mlops.release.declared.secrets import Secrets
from mlops.release.secrets.delivery import deliver
from mlops.release.secrets.entry import Entry
from mlops.release.secrets.register import Register
from mlops.release.secrets.rotation import Rotation
from mlops.release.secrets.standing import Standing, standings
from mlops.release.target import owner_url


@dataclass(frozen=True, slots=True)
class Keeper:
    """`given` are the settings, values and all; `file` is where they stand, if in one."""

    environment: str
    given: Mapping[str, str] = field(repr=False)
    file: EnvFile | None = field(repr=False)
    register: Register
    policy: Secrets
    now: datetime

    async def entries(self) -> Sequence[Entry]:
        """What happened; what this machine kept of readings is delivered first."""
        await deliver(self.register)
        return await self.register.entries()

    async def standings(self) -> list[Standing]:
        """Every secret that is set."""
        secrets = {name: self.given[name] for name in secret_names(self.given)}
        return standings(self.environment, secrets, await self.entries(), self.policy)

    def rotation(self) -> Rotation:
        """What changes them. Raises InvalidInput where they stand in no file."""
        if self.file is None:
            raise InvalidInput(
                f"there is no .env.{self.environment} here; name the file with --env-file: a"
                " rotation writes it, and a release tells the platforms from it"
            )
        return Rotation(self.environment, self.file, self.register, self.now)


def keeper(env: str, env_file: Path | None, changed: Mapping[str, str] | None = None) -> Keeper:
    """The environment; `changed` are settings that a vendor has changed already.

    Raises InvalidInput.
    """
    release = read_release()
    declared = release.environment(env)
    if declared.platforms == "local":
        raise InvalidInput(
            f"the secrets of {env} are this machine's: `make up` makes them, `candor reset`"
            " forgets them"
        )
    file = settings_file(env, env_file)
    given = given_settings(env, file.path if file else None)
    url = owner_url(env, declared, {**given, **(changed or {})})
    return Keeper(env, given, file, Register(url, env), release.secrets, SystemClock().now())
