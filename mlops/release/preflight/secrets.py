"""What is against a release in the ages and owners of the environment's secrets."""

from functions.adapters.system import SystemClock
from mlops.configuration.access import secret_names
from mlops.release.declared.secrets import Secrets
from mlops.release.secrets.delivery import deliver
from mlops.release.secrets.register import Register
from mlops.release.secrets.standing import against, standings
from mlops.release.target import Target


async def secrets_against(target: Target, policy: Secrets) -> list[str]:
    """A sentence each. This machine's secrets are `make up`'s, and as old as its state."""
    if target.is_local:
        return []
    register = Register(target.log_url, target.name)
    await deliver(register)
    secrets = {name: target.given[name] for name in secret_names(target.given)}
    found = standings(target.name, secrets, await register.entries(), policy)
    return list(against(target.name, found, policy, SystemClock().now()))
