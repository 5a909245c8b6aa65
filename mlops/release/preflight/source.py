"""Who is asked whether the tests passed: a file that is named, else GitHub where it is set."""

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from functions.environment import read_settings
from mlops.operations import PlatformSettings
from mlops.release.clients.api import Api
from mlops.release.preflight.checks import CiOutcome
from mlops.release.preflight.ci import tests_of_file, tests_of_github


def tests_source(
    env: str, given: Mapping[str, str], file: Path | None
) -> Callable[[str], Awaitable[tuple[CiOutcome, str]]]:
    """Whom to ask about a commit, by an environment's settings. Raises InvalidInput for those."""
    settings = read_settings(PlatformSettings, {**given, "CANDOR_ENV": env})

    async def ask(commit: str) -> tuple[CiOutcome, str]:
        if file is not None:
            return tests_of_file(file, commit)
        repository, token = settings.github_repository, settings.github_token
        if repository is None or token is None:
            return (
                CiOutcome.UNKNOWN,
                "name a --ci-result, or set GITHUB_REPOSITORY and GITHUB_TOKEN",
            )
        api = Api("github", str(settings.github_api_url), token.get_secret_value())
        try:
            return await tests_of_github(api, repository, commit)
        finally:
            await api.close()

    return ask
