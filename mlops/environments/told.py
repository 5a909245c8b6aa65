"""What an environment is told: what was made for it, secrets of its own, and what is missing."""

import secrets
from collections.abc import Callable, Mapping
from urllib.parse import quote, urlsplit

from functions.adapters.ed25519.signer import Ed25519Signer, new_signing_key
from functions.domain.checkpoint import parse_signing_key
from mlops.local.database_setup import APPLICATION_ROLE
from mlops.monitoring.password import password_hash

SECRET_BYTES = 32
MLFLOW_ADMIN = "candor-admin"
SECRETS = (
    "CRON_SECRET",
    "RELEASE_VAULT_KEY",
    "METRICS_TOKEN",
    "WATCH_TOKEN",
    "PROMETHEUS_PASSWORD",
    "MLFLOW_ADMIN_PASSWORD",
    "MLFLOW_SESSION_SECRET",
    "GF_SECURITY_ADMIN_PASSWORD",
)
"""What nobody but the environment knows, and we make."""
MADE = (
    *SECRETS,
    "PROMETHEUS_PASSWORD_HASH",
    "LEDGER_SIGNING_KEY",
    "LEDGER_VERIFIER_KEY",
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "UPSTASH_REDIS_REST_URL",
    "UPSTASH_REDIS_REST_TOKEN",
    "UPSTASH_DATABASE_ID",
)
"""What goes with the environment when it is destroyed; above all the key that signs its ledger."""


def new_secret() -> str:
    """One that nobody can guess."""
    return secrets.token_urlsafe(SECRET_BYTES)


def own_settings(
    environment: str, url: str, given: Mapping[str, str], make: Callable[[], str] = new_secret
) -> dict[str, str]:
    """`given` with what follows from the environment, and with every secret that was lacking."""
    values = {name: value for name, value in given.items() if value}
    host = urlsplit(url).hostname
    values |= {
        "CANDOR_ENV": environment,
        "VITE_CANDOR_ENV": environment,
        "PUBLIC_URL": url,
        "CANDOR_URL": url,
        "RENDER_SERVICE_NAMES": f"candor-{{service}}-{environment}",
    }
    values.setdefault("MLFLOW_ADMIN_USERNAME", MLFLOW_ADMIN)
    for name in SECRETS:
        values.setdefault(name, make())
    if "PROMETHEUS_PASSWORD_HASH" not in values:
        values["PROMETHEUS_PASSWORD_HASH"] = password_hash(values["PROMETHEUS_PASSWORD"])
    if "LEDGER_SIGNING_KEY" not in values:
        values["LEDGER_SIGNING_KEY"] = str(new_signing_key(f"{host}/ledger"))
    signer = Ed25519Signer(parse_signing_key(values["LEDGER_SIGNING_KEY"]))
    return values | {"LEDGER_VERIFIER_KEY": str(signer.verifier)}


def database_settings(
    direct: str, pooled: str, given: Mapping[str, str], make: Callable[[], str] = new_secret
) -> dict[str, str]:
    """The owner's direct address, and the application's own role at the pooled one.

    The role is made by `candor bootstrap`, or when data are copied, with this password.
    """
    there, before = urlsplit(pooled), urlsplit(given.get("DATABASE_URL", ""))
    is_same = before.hostname == there.hostname and before.username == APPLICATION_ROLE
    password = before.password if is_same and before.password else quote(make(), safe="")
    host = there.hostname if there.port is None else f"{there.hostname}:{there.port}"
    application = there._replace(netloc=f"{APPLICATION_ROLE}:{password}@{host}")
    return {"DATABASE_OWNER_URL": direct, "DATABASE_URL": application.geturl()}
