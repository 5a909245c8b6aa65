"""Writes .env.compose, from which compose.yaml takes its world and its secrets.

`make compose-env`: secrets are generated once and kept, as the volumes answer to no others.
They are hexadecimal, which a URL, JSON and a command line all take as it is. The world is
the one that CANDOR_MODE and CANDOR_SEED ask for now.
"""

import secrets
import sys
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

from functions.domain.errors import CandorError, InvalidInput
from mlops.local.api_server import checked_out_commit
from mlops.local.ledger_key import ledger_key
from mlops.local.settings import REPOSITORY, LocalSettings, read_settings
from mlops.local.state_folder import SECRET_BYTES, Secrets
from mlops.local.whole_file import PRIVATE, write_whole
from mlops.local.world_choice import choose_world
from mlops.monitoring.password import password_hash

COMPOSE_ENVIRONMENT = REPOSITORY / ".env.compose"


def compose_environment(settings: LocalSettings, kept: dict[str, str]) -> dict[str, str]:
    """The variables of compose.yaml: this world, the secrets kept and a new one for each other.

    Raises InvalidInput for what the containers are not given.
    """
    if settings.history is not None or settings.emulated_venues:
        raise InvalidInput(
            "the containers play the simulated market or the live one: unset CANDOR_HISTORY"
            " and CANDOR_VENUES, or use `make up`"
        )
    world = choose_world(settings)
    names = sorted(one.name.upper() for one in fields(Secrets))
    made = {name: kept.get(name) or secrets.token_hex(SECRET_BYTES) for name in names}
    return {
        "CANDOR_PORT": str(settings.port),
        "CANDOR_WORLD": world.name,
        "CANDOR_MODE": world.mode.value,
        "CANDOR_SEED": "" if world.seed is None else str(world.seed),
        "CANDOR_SECONDS_PER_HOUR": f"{settings.seconds_per_hour:g}",
        "CANDOR_COMMIT": checked_out_commit(),
        "LEDGER_SIGNING_KEY": ledger_key(made["LEDGER_SECRET"], world.name),
        "PROMETHEUS_PASSWORD_HASH": password_hash(made["PROMETHEUS_PASSWORD"]),
        **made,
    }


def read_environment(path: Path) -> dict[str, str]:
    """The variables of such a file; none without one."""
    if not path.exists():
        return {}
    lines = (line.partition("=") for line in path.read_text().splitlines() if "=" in line)
    return {name: value.strip("'") for name, _, value in lines}


def environment_text(variables: Mapping[str, str]) -> str:
    """Such a file; what has a dollar in it is quoted, so that compose takes it as it is."""
    quoted = {name: f"'{value}'" if "$" in value else value for name, value in variables.items()}
    return "".join(f"{name}={value}\n" for name, value in quoted.items())


def main() -> None:
    """Write the file anew; what goes wrong is one sentence and exit code 1."""
    try:
        variables = compose_environment(read_settings(), read_environment(COMPOSE_ENVIRONMENT))
    except CandorError as error:
        sys.exit(f"Error: {error}")
    write_whole(COMPOSE_ENVIRONMENT, environment_text(variables), PRIVATE)


if __name__ == "__main__":
    main()
