"""What the value of a setting may be: pure, so that start-up and every check hold to the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

SECRET_LENGTH_MIN = 32
SECRET_CHARACTERS_MIN = 8
"""A random secret of that length has twice as many different ones."""
PLACEHOLDERS = (
    "changeme", "change-me", "change_me", "placeholder", "secret", "password", "example",
    "xxxxxxxx",
)  # fmt: skip
"""Words long enough that chance does not put them into a random secret."""
HOW_TO_MAKE_ONE = "make one with `python3 -c 'import secrets; print(secrets.token_urlsafe(32))'`"
QUOTES = "'\"`"
PUBLIC_PREFIX = "VITE_"
"""Begins the names that Vite builds into the page."""
COPY_IT = "copy it again from where it was made"
EXAMPLE_HOSTS = (".example", "example.com", "example.org", "example.net", ".invalid", ".test")
"""Names that can never be somebody's (RFC 2606)."""
POSTGRES_FORM = "postgresql://USER:PASSWORD@HOST/DATABASE"
ENCRYPTED = ("require", "verify-ca", "verify-full")


class Kind(StrEnum):
    """What is wrong with a setting."""

    MISSING = "missing"
    MALFORMED = "malformed"
    PLACEHOLDER = "placeholder"
    SHORT = "too short"
    UNKNOWN = "unknown"
    PUBLIC = "wrongly public"
    REPEATED = "repeated"
    MISPLACED = "of another environment"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a value may not be; the reason is the sentence after the setting's name."""

    kind: Kind
    reason: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A setting, what is wrong with it, and a sentence that names it and says what to do."""

    name: str
    kind: Kind
    sentence: str


def secret_refusal(
    secret: str, length_min: int = SECRET_LENGTH_MIN, *, is_ours: bool = True
) -> Refusal | None:
    """Why a secret is none: too short, not random, or pasted with what stood around it."""
    if paste := _pasted(secret):
        return paste
    if is_ours and any(one.isspace() or one in QUOTES for one in secret):
        reason = f"has a blank, line break or quote in it; {HOW_TO_MAKE_ONE}"
        return Refusal(Kind.MALFORMED, reason)
    if len(secret) < length_min:
        how = HOW_TO_MAKE_ONE if is_ours else COPY_IT
        return Refusal(Kind.SHORT, f"needs at least {length_min} characters; {how}")
    return placeholder_refusal(secret)


def placeholder_refusal(text: str) -> Refusal | None:
    """Whether a value stands for another that somebody forgot to write."""
    is_word = any(word in text.lower() for word in PLACEHOLDERS)
    if is_word or (len(text) >= SECRET_LENGTH_MIN and len(set(text)) < SECRET_CHARACTERS_MIN):
        return Refusal(Kind.PLACEHOLDER, "looks like a placeholder; write the real value")
    return None


def address_refusal(url: str, *, deployed: bool) -> Refusal | None:
    """Why an HTTP address may not be: it shows a password, or belongs to another environment."""
    if paste := _pasted(url):
        return paste
    parts = urlsplit(url)
    if parts.username or parts.password:
        return Refusal(
            Kind.PUBLIC, "carries a user or password, and addresses are shown; write it without"
        )
    if not deployed:
        return None
    if parts.scheme != "https":
        return Refusal(Kind.MISPLACED, "needs https:// outside development")
    return _host_refusal(parts.hostname or "")


def webhook_refusal(url: str, *, deployed: bool) -> Refusal | None:
    """Why the address that alerts go to may not be; it is never repeated, it is a secret."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = SplitResult("", "", "", "", "")
    schemes = ("https",) if deployed else ("https", "http")
    if parts.scheme not in schemes or not parts.hostname or len(url.split()) != 1:
        return Refusal(Kind.MALFORMED, "is no https:// address; copy the webhook's whole one")
    return _host_refusal(parts.hostname) if deployed else None


def postgres_refusal(url: str, *, deployed: bool, pooled: bool | None) -> Refusal | None:
    """Why a PostgreSQL connection string may not be; it is never repeated, it has a password."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return Refusal(Kind.MALFORMED, "is no URL; quote what is special in its password as %XX")
    if refusal := _pasted(url) or _postgres_form_refusal(parts, host):
        return refusal
    if pooled is not None and host.endswith(".neon.tech") and ("-pooler." in host) is not pooled:
        wanted, how = ("pooled", "with") if pooled else ("direct", "without")
        return Refusal(Kind.MALFORMED, f"needs Neon's {wanted} host, the one {how} -pooler")
    return _postgres_deployed_refusal(parts, host) if deployed else None


def _postgres_deployed_refusal(parts: SplitResult, host: str) -> Refusal | None:
    if placeholder_refusal(unquote(parts.password or "")):
        return Refusal(Kind.PLACEHOLDER, "has a placeholder for a password; write the real one")
    if parse_qs(parts.query).get("sslmode", ["prefer"])[-1] not in ENCRYPTED:
        return Refusal(
            Kind.MISPLACED, "needs ?sslmode=require outside development, or it may go unencrypted"
        )
    return _host_refusal(host)


def _postgres_form_refusal(parts: SplitResult, host: str) -> Refusal | None:
    if parts.scheme not in ("postgresql", "postgres"):
        return Refusal(Kind.MALFORMED, f"needs the form {POSTGRES_FORM}")
    if not host or not parts.path.strip("/"):
        what = "database" if host else "host"
        return Refusal(Kind.MALFORMED, f"names no {what}; its form is {POSTGRES_FORM}")
    return None


def cloudinary_refusal(url: str, *, deployed: bool) -> Refusal | None:
    """Why a Cloudinary URL may not be; it is never repeated, it has a secret."""
    if paste := _pasted(url):
        return paste
    parts = urlsplit(url)
    if parts.scheme != "cloudinary" or not (parts.username and parts.password and parts.hostname):
        return Refusal(Kind.MALFORMED, "needs the form cloudinary://KEY:SECRET@CLOUD")
    if not deployed:
        return None
    if "upload_prefix" in parse_qs(parts.query):
        return Refusal(Kind.MISPLACED, "has an upload_prefix, which is for an emulator")
    return placeholder_refusal(f"{parts.password} {parts.hostname}")


def name_problems(environ: Mapping[str, str], names: Mapping[str, bool]) -> list[Problem]:
    """Names of an environment that nobody can have meant; `names` says which are secret.

    An environment has many names that are not ours, so unknown is what is nearly one of ours,
    and what would be built into the page.
    """
    given = {name: value for name, value in environ.items() if value}
    secrets = {
        given[name]: name for name, is_secret in names.items() if is_secret and name in given
    }
    problems = []
    for name, value in given.items():
        if name in names:
            continue
        if name.startswith(PUBLIC_PREFIX):
            bare = name.removeprefix(PUBLIC_PREFIX)
            held = (
                bare if names.get(bare) else next((secrets[s] for s in secrets if s in value), "")
            )
            if held:
                sentence = (
                    f"{name} would be built into the page for everybody to read and holds"
                    f" {held}; take it away and make {held} anew"
                )
                problems.append(Problem(name, Kind.PUBLIC, sentence))
        elif meant := next((right for right in names if is_misspelt(name, right)), ""):
            sentence = f"{name} is not a setting; did you mean {meant}?"
            problems.append(Problem(name, Kind.UNKNOWN, sentence))
    return problems


def is_misspelt(name: str, right: str) -> bool:
    """Whether a name is another with one slip: a letter too many, missing, wrong or swapped."""
    if name == right or abs(len(name) - len(right)) > 1:
        return False
    begin = next((i for i, (a, b) in enumerate(zip(name, right, strict=False)) if a != b), None)
    if begin is None:
        return True  # the one goes on where the other ends
    rest, wanted = name[begin:], right[begin:]
    swapped = wanted[1::-1] + wanted[2:]
    return rest == swapped or rest[1:] in (wanted, wanted[1:]) or rest == wanted[1:]


def _pasted(text: str) -> Refusal | None:
    if text != text.strip() or (len(text) > 1 and text[0] == text[-1] and text[0] in QUOTES):
        return Refusal(
            Kind.MALFORMED, "has a blank, line break or quote around it; paste it without"
        )
    return None


def _host_refusal(host: str) -> Refusal | None:
    """A host that is this machine's or nobody's serves no deployed environment."""
    if host == "localhost" or host.endswith(".localhost") or _is_own_address(host):
        return Refusal(Kind.MISPLACED, "points to this machine, which is for development")
    if host.endswith(EXAMPLE_HOSTS):
        return Refusal(Kind.PLACEHOLDER, "is an example's address; write the real one")
    return None


def _is_own_address(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
