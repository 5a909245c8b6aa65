"""Who is asked whether a workflow passed: a file that is named, else GitHub where it is set."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

from functions.environment import read_settings
from mlops.operations import ReleaseSettings
from mlops.release.clients.api import Api
from mlops.release.preflight.checks import CiOutcome
from mlops.release.preflight.ci import WORKFLOW, Said, read_result, said_by_file, said_by_github

WorkflowsOf = Callable[[str, str], Awaitable[Said]]
"""What is known of a workflow, by its name, for a commit."""


def tests_source(
    env: str, given: Mapping[str, str], file: Path | None
) -> Callable[[str], Awaitable[Said]]:
    """Whom to ask about a commit's tests. Raises InvalidInput for the settings or the file."""
    ask = workflows_source(env, given, [file] if file else [])
    return lambda commit: ask(WORKFLOW, commit)


def workflows_source(env: str, given: Mapping[str, str], files: Sequence[Path]) -> WorkflowsOf:
    """Whom to ask, by an environment's settings. Raises InvalidInput for those or a file."""
    settings = read_settings(ReleaseSettings, {**given, "CANDOR_ENV": env})
    results = [(path, read_result(path)) for path in files]

    async def ask(workflow: str, commit: str) -> Said:
        for path, result in results:
            if result.workflow == workflow:
                return said_by_file(path, result, commit)
        repository, token = settings.github_repository, settings.github_token
        if repository is None or token is None:
            return (
                CiOutcome.UNKNOWN,
                f"name a --ci-result of {workflow}, or set GITHUB_REPOSITORY and GITHUB_TOKEN",
            )
        url = str(settings.github_api_url)
        async with Api("github", url, token.get_secret_value()) as api:
            return await said_by_github(api, repository, commit, workflow)

    return ask
