"""Everything that is wrong with the settings of an environment, in the words of start-up."""

import difflib
from collections.abc import Mapping, Sequence

from functions.domain.errors import InvalidInput
from functions.domain.setting import PUBLIC_PREFIX, Kind, Problem, is_misspelt
from functions.environment import AnySettings, examine, read_settings
from mlops.configuration.catalogue import catalogue, settings_of
from mlops.configuration.consumers import CONSUMERS, Consumer
from mlops.configuration.qstash import QstashSettings
from mlops.operations import OperationsSettings
from mlops.tracking.config import TrackingConfig

NEAR = 0.75
"""How alike a name must be to be what was meant: S3_BUCKET_NAME is S3_BUCKET."""


def check(
    environment: str, given: Mapping[str, str], consumers: Sequence[Consumer], *, whole: bool
) -> list[Problem]:
    """What is wrong, each once, in the order of the settings; `whole` when all names are ours."""
    environ = {name: value for name, value in given.items() if value}
    problems = _environment_problems(environment, environ, consumers)
    environ["CANDOR_ENV"] = environment
    for consumer in consumers:
        problems += consumer_problems(consumer, environ)
    known = catalogue()
    problems = [one for one in problems if one.kind is not Kind.UNKNOWN or one.name not in known]
    if whole:
        named = {problem.name for problem in problems}
        problems += [_unknown(name) for name in environ if name not in known and name not in named]
    return list({problem.sentence: problem for problem in problems}.values())


def read_operations(environment: str, given: Mapping[str, str]) -> OperationsSettings:
    """An environment's settings for whoever operates it; InvalidInput names all that is wrong."""
    return _read(OperationsSettings, environment, given)


def read_qstash(environment: str, given: Mapping[str, str]) -> QstashSettings:
    """An environment's settings for its schedule at QStash; InvalidInput as above."""
    return _read(QstashSettings, environment, given)


def _read(kind: type[AnySettings], environment: str, given: Mapping[str, str]) -> AnySettings:
    [consumer] = [one for one in CONSUMERS if one.settings is kind]
    if problems := check(environment, given, [consumer], whole=False):
        raise InvalidInput("\n".join(problem.sentence for problem in problems))
    return read_settings(kind, {**given, "CANDOR_ENV": environment})


def consumer_problems(consumer: Consumer, environ: Mapping[str, str]) -> list[Problem]:
    """What the start of one consumer would refuse."""
    _, problems = examine(consumer.settings, environ)
    if consumer.name == "mlflow" and not problems:
        try:
            TrackingConfig.from_environment({"HOST": "0.0.0.0", "PORT": "5000", **environ})  # noqa: S104 - as in its container
        except InvalidInput as refusal:
            problems = [Problem("MLFLOW", Kind.MALFORMED, str(refusal))]
    return problems


def chosen_consumers(environment: str, given: Mapping[str, str], name: str) -> list[Consumer]:
    """The one that is named, else those that are always there or that the settings speak of.

    Settings speak of a consumer when they have a name that is no other's.
    """
    present = [one for one in CONSUMERS if environment in one.environments]
    if name:
        named = [one for one in present if one.name == name]
        if not named:
            known = ", ".join(one.name for one in present)
            raise InvalidInput(f"{name!r} is no consumer in {environment}; there are: {known}")
        return named
    theirs = {
        consumer.name: {one.name for one in settings_of(consumer) if not one.is_given}
        for consumer in present
    }
    ours = {name for one in present if one.is_always_there for name in theirs[one.name]}
    return [
        one
        for one in present
        if one.is_always_there
        or (not one.is_apart and any(given.get(name) for name in theirs[one.name] - ours))
    ]


def _environment_problems(
    environment: str, environ: Mapping[str, str], consumers: Sequence[Consumer]
) -> list[Problem]:
    """Whether the settings say themselves that they are of this environment."""
    said = environ.get("CANDOR_ENV")
    if said == environment or not any(one.reads_environment for one in consumers):
        return []
    if said is None:
        if environment == "development":
            return []
        sentence = f"CANDOR_ENV is not set; without it this would be development, not {environment}"
        return [Problem("CANDOR_ENV", Kind.MISSING, sentence)]
    sentence = f"CANDOR_ENV is {said!r}, and these are to be the settings of {environment}"
    return [Problem("CANDOR_ENV", Kind.MISPLACED, sentence)]


def _unknown(name: str) -> Problem:
    known = list(catalogue())
    slip = [right for right in known if is_misspelt(name, right)]
    near = slip or difflib.get_close_matches(name, known, n=1, cutoff=NEAR)
    if name.startswith(PUBLIC_PREFIX) and name.removeprefix(PUBLIC_PREFIX) in known:
        bare = name.removeprefix(PUBLIC_PREFIX)
        sentence = (
            f"{name} would be built into the page, which does not read it; did you mean {bare}?"
        )
        return Problem(name, Kind.PUBLIC, sentence)
    advice = f"did you mean {near[0]}?" if near else "nothing reads it; take it away"
    return Problem(name, Kind.UNKNOWN, f"{name} is not a setting; {advice}")
