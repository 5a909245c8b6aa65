"""Whether two environments share anything: a pure comparison of what each is told.

No sentence repeats a secret.
"""

from collections.abc import Iterator, Mapping
from urllib.parse import unquote, urlsplit

from mlops.configuration.catalogue import catalogue

POOLER = "-pooler."
APART = frozenset(
    {
        "S3_BUCKET",
        "AWS_ACCESS_KEY_ID",
        "UPSTASH_DATABASE_ID",
        "LEDGER_VERIFIER_KEY",
        "MLFLOW_ARTIFACTS",
        "RENDER_SERVICE_NAMES",
    }
)
"""Not secret, and one environment's alone. So is every address of the product's own services."""
VENDORS_OWN = frozenset(
    {"VERCEL_API_URL", "RENDER_API_URL", "NEON_API_URL", "UPSTASH_API_URL", "GITHUB_API_URL",
     "QSTASH_URL", "S3_ENDPOINT_URL", "MLFLOW_S3_ENDPOINT_URL", "CALENDAR_URLS", "VENUES_URL",
     "RUNBOOKS_URL"}
)  # fmt: skip
"""Addresses of somebody else, at whom each environment has an account of its own."""


def shared(first: Mapping[str, str], second: Mapping[str, str]) -> list[str]:
    """What the settings of two environments have in common and must not, a sentence each."""
    theirs: dict[str, str] = {}
    for thing, name in _things(second):
        theirs.setdefault(thing, name)
    found = []
    for thing, name in _things(first):
        other = theirs.get(thing)
        if other is not None:
            what, _, shown = thing.partition(" ")
            said = f" ({shown})" if what != "secret" else ""
            where = name if name == other else f"{name} and {other}"
            found.append(f"{where}: both have the same {what}{said}; give each its own")
    return list(dict.fromkeys(found))


def _things(values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Everything that is one environment's alone, as `what which`, and the setting it is in."""
    for name, setting in catalogue().items():
        value = values.get(name, "")
        if not value:
            continue
        if setting.secret:
            yield f"secret {value}", name
        if name in APART:
            yield f"{name} {value.rstrip('/')}", name
        if name == "LEDGER_VERIFIER_KEY":
            yield f"ledger {value.partition('+')[0]}", name
        if name == "CLOUDINARY_URL":
            yield f"Cloudinary-cloud {urlsplit(value).hostname}", name
        elif name not in VENDORS_OWN and "://" in value:
            for address in value.split(","):
                yield from _of_address(address.strip(), name)


def _of_address(address: str, name: str) -> Iterator[tuple[str, str]]:
    parts = urlsplit(address)
    host = (parts.hostname or "").replace(POOLER, ".")
    if parts.scheme.startswith("postgres"):
        yield f"database {host}", name
        if parts.password:
            yield f"secret {unquote(parts.password)}", name
    elif parts.scheme in ("http", "https"):
        yield f"address {host}{parts.path.rstrip('/')}", name
