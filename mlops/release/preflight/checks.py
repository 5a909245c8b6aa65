"""The registry of checks. Each is pure and gives every reason why a release may not begin."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mlops.release.preflight.looked import NOTHING, Looked


class CiOutcome(StrEnum):
    """What is known of a commit's tests. Not knowing is no pass."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Facts:
    """What was gathered; every sequence names things that are wrong, a sentence each.

    `tests_excused`: a person does without them, which is for platforms on this machine only.
    """

    commit: str
    tests: CiOutcome
    tests_sentence: str
    tests_excused: bool
    is_local: bool
    branch: Sequence[str]
    settings: Sequence[str]
    ways_back: Sequence[str]
    migrations: Sequence[str]
    secrets: Sequence[str] = ()
    api: Looked = NOTHING
    size: Looked = NOTHING
    quotas: Looked = NOTHING
    champion: Looked = NOTHING


Check = Callable[[Facts], Iterator[str]]


def tests_passed(facts: Facts) -> Iterator[str]:
    """The commit's tests passed, and somebody says so."""
    if facts.tests is CiOutcome.FAILED:
        yield facts.tests_sentence
    elif facts.tests is CiOutcome.UNKNOWN:
        if not facts.tests_excused:
            yield f"nobody knows whether {facts.commit[:7]} passed: {facts.tests_sentence}"
        elif not facts.is_local:
            yield "--without-ci is for platforms on this machine; readers get what was tested"


def branch_allowed(facts: Facts) -> Iterator[str]:
    """The commit is on a branch that the environment takes."""
    yield from facts.branch


def settings_complete(facts: Facts) -> Iterator[str]:
    """Every setting is there and right, as `candor config check` judges."""
    yield from facts.settings


def ways_back_exist(facts: Facts) -> Iterator[str]:
    """What every part would be rolled back to is there."""
    yield from facts.ways_back


def migrations_safe(facts: Facts) -> Iterator[str]:
    """No new migration blocks those who read and write meanwhile."""
    yield from facts.migrations


def secrets_young(facts: Facts) -> Iterator[str]:
    """Every secret has an owner and is not older than the policy of release.yml."""
    yield from facts.secrets


def api_understood(facts: Facts) -> Iterator[str]:
    """Pages and APIs of the live and the wanted commit understand each other."""
    yield from facts.api.wrong


def small_enough(facts: Facts) -> Iterator[str]:
    """What would be deployed was built, and is small enough."""
    yield from facts.size.wrong


def quotas_left(facts: Facts) -> Iterator[str]:
    """The vendors' quotas have room for the release and for what comes after it."""
    yield from facts.quotas.wrong


def champion_speaks(facts: Facts) -> Iterator[str]:
    """The model that will speak can be had, and read by the code that will speak with it."""
    yield from facts.champion.wrong


CHECKS: Mapping[str, Check] = {
    "tests": tests_passed,
    "branch": branch_allowed,
    "settings": settings_complete,
    "ways back": ways_back_exist,
    "migrations": migrations_safe,
    "secrets": secrets_young,
    "api": api_understood,
    "size": small_enough,
    "quotas": quotas_left,
    "champion": champion_speaks,
}
"""Later parts add theirs here, with a field of `Facts` that a gatherer fills."""


def reasons(facts: Facts) -> list[str]:
    """Why the release may not begin; none where it may."""
    return [f"{name}: {reason}" for name, check in CHECKS.items() for reason in check(facts)]


def remarks(facts: Facts) -> list[str]:
    """What is no reason against it, and a person should know."""
    looks = {
        "api": facts.api,
        "size": facts.size,
        "quotas": facts.quotas,
        "champion": facts.champion,
    }
    return [f"{name}: {one}" for name, looked in looks.items() for one in looked.remarks]
