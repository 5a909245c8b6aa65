"""A workflow's steps really run, in a clean clone, and end as they would on GitHub."""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from functions.domain.errors import InvalidInput, OutOfTime
from mlops.deployment.workflows.run_locally import DONE, FAILED, LEFT, Locally, Outcome, bare
from mlops.deployment.workflows.workflow_file import read_workflow

HEAD = "name: small\non: push\nenv: {WHAT: ours}\njobs:\n"
CHECKOUT = "      - uses: actions/checkout@abc\n      - uses: actions/setup-python@abc\n"
TWO_JOBS = f"""{HEAD}\
  first:
    outputs: {{ hash: "${{{{ steps.it.outputs.hash }}}}" }}
    steps:
{CHECKOUT}\
      - run: test "$WHAT" = ours && test "$(cat file)" = committed && test "$CI" = true
      - id: it
        run: echo "hash=$GITHUB_SHA" >>"$GITHUB_OUTPUT"; echo dirt >untracked
  second:
    needs: first
    env: {{ HASH: "${{{{ needs.first.outputs.hash }}}}" }}
    steps:
      - run: test "$HASH" = "$GITHUB_SHA" && test ! -e untracked
"""
AFTER = f"""{HEAD}\
  only:
    environment: staging
    steps:
      - run: exit 3
      - run: touch never
      - if: always()
        run: test ! -e never
      - if: failure()
        run: "true"
"""
SECRET = f"""{HEAD}\
  only:
    steps:
      - env: {{ KEY: "${{{{ secrets.KEY }}}}" }}
        run: echo "$KEY"
      - run: echo it relies on the one before
"""


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., list[Outcome]]:
    """Runs a workflow's text at the one commit of a repository that also has a dirty file."""
    repository = tmp_path / "repository"
    git = ("git", "-c", "user.name=a", "-c", "user.email=a@b", "-C", str(repository))
    subprocess.run(("git", "init", "--quiet", str(repository)), check=True)
    (repository / "file").write_text("committed")
    for words in (("add", "."), ("commit", "--quiet", "-m", "one")):
        subprocess.run((*git, *words), check=True)
    (repository / "file").write_text("not committed")
    said = subprocess.run((*git, "rev-parse", "HEAD"), check=True, capture_output=True, text=True)

    def run(text: str, **known: str) -> list[Outcome]:
        file = tmp_path / "small.yaml"
        file.write_text(text)
        base = bare({"PATH": "/usr/local/bin:/usr/bin:/bin", "CRON_SECRET": "of this machine"})
        commit = said.stdout.strip()
        here = Locally(read_workflow(file), repository, commit, known, base, lambda _: None)
        return list(here.run())

    return run


def became(outcomes: list[Outcome]) -> list[str]:
    return [one.became for one in outcomes]


def test_steps_run_in_a_clone_and_tell_the_next_job(run: Callable[..., list[Outcome]]) -> None:
    assert became(run(TWO_JOBS)) == [DONE] * 5


def test_a_failure_ends_a_job_but_for_what_always_runs(run: Callable[..., list[Outcome]]) -> None:
    outcomes = run(AFTER)
    assert became(outcomes) == [FAILED, LEFT, DONE, LEFT]
    assert outcomes[0].detail.startswith("with 3")


def test_a_job_that_failed_keeps_those_that_need_it_from_running(
    run: Callable[..., list[Outcome]],
) -> None:
    text = f"""{HEAD}\
  first: {{ steps: [{{ run: "false" }}] }}
  second: {{ needs: first, steps: [{{ run: echo never }}] }}
  third: {{ needs: second, steps: [{{ run: echo never }}] }}
  other: {{ steps: [{{ run: "true" }}] }}
"""
    outcomes = {one.job: (one.became, one.detail) for one in run(text)}
    assert outcomes["second"] == (LEFT, "needs the job first")
    assert outcomes["third"] == (LEFT, "needs the job second")
    assert (outcomes["first"][0], outcomes["other"][0]) == (FAILED, DONE)


def test_what_needs_a_secret_is_left_and_so_is_what_comes_after_it(
    run: Callable[..., list[Outcome]], capfd: pytest.CaptureFixture[str]
) -> None:
    left = run(SECRET)
    assert became(left) == [LEFT, LEFT]
    assert [one.detail for one in left] == [
        "needs the secret KEY", "comes after a step that was left"
    ]  # fmt: skip
    assert became(run(SECRET, **{"secrets.KEY": "given"})) == [DONE, DONE]
    assert "given" in capfd.readouterr().out


def test_no_setting_of_this_machine_reaches_a_step(run: Callable[..., list[Outcome]]) -> None:
    script = 'test -z "$CRON_SECRET$CANDOR_STATE$GITHUB_TOKEN"'
    assert became(run(f"{HEAD}  only:\n    steps:\n      - run: {script}\n")) == [DONE]
    told = {"CRON_SECRET": "a", "CANDOR_STACK": "b", "GITHUB_RUN_ID": "c", "HOME": "d"}
    assert bare(told) == {"HOME": "d"}


def test_a_job_that_takes_too_long_is_ended(run: Callable[..., list[Outcome]]) -> None:
    begun = time.monotonic()
    text = f"{HEAD}  only:\n    timeout-minutes: 0.01\n    steps:\n      - run: sleep 60 & wait\n"
    with pytest.raises(OutOfTime, match="only took longer"):
        run(text)
    assert time.monotonic() - begun < 10


def test_a_job_that_is_not_there_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "small.yaml"
    file.write_text(AFTER)
    here = Locally(read_workflow(file), tmp_path, "HEAD", {}, {}, lambda _: None)
    with pytest.raises(InvalidInput, match="small has no job 'other'; it has: only"):
        list(here.run("other"))
