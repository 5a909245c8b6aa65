"""`candor release promote` and `approve`, as a person meets them."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from functions.domain.errors import InvalidInput
from mlops.cli import main
from mlops.release.preflight.source import WorkflowsOf, workflows_source
from mlops.release.promotion import commands
from mlops.release.promotion.gather import Promoter, promotion_of
from mlops.release.target import Target
from tests.mlops.release.conducting import Stage
from tests.mlops.release.promotion.conftest import Two, environments, record
from tests.mlops.release.rig import NEW

PLATFORMS = {
    "VERCEL_TOKEN": "v" * 20 + "Ab1Cd",
    "RENDER_API_KEY": "rnd_" + "Qw3eRt5yUi" * 3,
    "RELEASE_VAULT_KEY": "Lk7Hg5Fd3Sa1" * 3,
}
Run = Callable[..., tuple[object, str]]


@pytest.fixture
def two(urls: tuple[str, str], tmp_path: Path) -> Two:
    """Staging runs N+1 by its log, production N."""
    found = asyncio.run(environments(urls, tmp_path))
    asyncio.run(found.release_before())
    return found


@pytest.fixture
def run(
    two: Two, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """A command, in a folder with both environments' settings; its exit code and its words."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env.staging").write_text("CANDOR_ENV=staging\n")
    stages = {"staging": two.before, "production": two.after}

    @asynccontextmanager
    async def target_of(env: str, _: Path | None) -> AsyncIterator[Target]:
        yield stages[env].target

    def source(env: str, given: Mapping[str, str], files: Sequence[Path]) -> WorkflowsOf:
        return workflows_source(env, {**given, **PLATFORMS}, files)

    monkeypatch.setattr(commands, "target_of", target_of)
    monkeypatch.setattr(commands, "workflows_source", source)
    monkeypatch.setattr(commands, "gates", two.after.gates)
    known = partial(Promoter, status=two.status, clock=two.clock)
    monkeypatch.setattr(commands, "Promoter", known)
    results = []
    for name in ("ci", "security"):
        file = tmp_path / f"{name}.json"
        file.write_text(json.dumps({"commit": NEW, "conclusion": "success", "workflow": name}))
        results += ["--ci-result", str(file)]

    def ran(*words: str) -> tuple[object, str]:
        with pytest.raises(SystemExit) as ended:
            main(["release", words[0], "--env", "production", *results, *words[1:]])
        told = capsys.readouterr()
        return ended.value.code or 0, told.out + told.err

    return ran


def digest_of(text: str) -> str:
    return text.split("--plan-hash ")[1].split(maxsplit=1)[0]


def test_a_promotion_is_judged_approved_released_and_found_again(
    two: Two, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, page = tmp_path / "report.json", tmp_path / "page.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(page))
    code, text = run("promote", "--by", "ada", "--dry-run")
    assert (code, text.count("Not met: ")) == (0, 1), "a person's word alone is wanting"
    shown = page.read_text()
    assert "## bbbbbbb from staging to production: criteria" in shown
    assert f"plan with this hash: `{digest_of(text)}`" in shown
    assert "| soak | 24 h there | 25.0 h" in shown
    monkeypatch.delenv("GITHUB_STEP_SUMMARY")

    code, text = run("promote", "--by", "ada", "--report", str(file))
    assert (code, "approval: fail: nobody has approved it" in text) == (1, True), text
    assert text.count("Not met: ") == 1
    assert f"approve --env production --commit {NEW} --plan-hash sha256:" in text
    told = json.loads(file.read_text())
    assert (told["met"], told["plan_hash"]) == (False, digest_of(text))

    code, text = run("approve", "--by", "grace@candor.example", "--plan-hash", told["plan_hash"])
    assert (code, "wrote bbbbbbb; somebody else approves it, or say --own" in text) == (1, True)
    code, text = run("approve", "--by", "kay", "--plan-hash", "sha256:another")
    assert (code, f"is {told['plan_hash']} now; look at that" in text) == (1, True)
    code, text = run("approve", "--by", "ada", "--plan-hash", told["plan_hash"])
    assert (code, text.startswith("ada approves the release of bbbbbbb")) == (0, True)
    code, text = run("promote", "--by", "ada", "--yes")
    assert (code, "only by ada, who releases" in text) == (1, True)
    run("approve", "--by", "kay", "--plan-hash", told["plan_hash"])
    code, text = run("promote", "--by", "ada", "--dry-run")
    assert (code, "Every criterion is met." in text) == (0, True), text
    assert two.after.gates_run == []

    code, text = run("promote", "--by", "ada", "--yes")
    assert (code, "bbbbbbb is released." in text) == (0, True), text
    code, text = run("promote", "--by", "ada", "--yes")
    assert (code, text) == (0, "bbbbbbb runs already, told the same settings.\n")
    code, text = run("approve", "--by", "kay", "--plan-hash", told["plan_hash"])
    assert (code, "runs already; there is nothing to approve" in text) == (1, True)


def test_an_answer_that_is_not_yes_releases_nothing(two: Two, run: Run) -> None:
    two.later -= two.later
    code, text = run("promote", "--hotfix", " ")
    assert (code, "say with --hotfix why it cannot wait" in text) == (1, True)
    _, text = run("promote", "--hotfix", "slots are missed")
    assert f"{digest_of(text)} --hotfix\n" in text
    run("approve", "--by", "kay", "--plan-hash", digest_of(text))
    _, text = run("promote", "--hotfix", "slots are missed")
    assert "approval: fail: only of a release that soaked" in text
    code, _ = run("approve", "--by", "kay", "--plan-hash", digest_of(text), "--hotfix")
    assert code == 0
    code, text = run("promote", "--hotfix", "slots are missed")
    assert (code, "Release bbbbbbb to production?" in text) == (1, True)
    assert ("hotfix: slots are missed" in text, two.after.gates_run) == (True, [])
    code, text = run("promote")
    assert (code, "Not met: soak: fail: 0.0 h" in text) == (1, True)
    assert run("promote", "--dry-run")[0] == 1, "nobody is asked to approve that"


def test_a_release_that_has_not_ended_goes_on_and_is_not_judged(two: Two, run: Run) -> None:
    prepared = asyncio.run(two.after.prepare())
    asyncio.run(two.after.target.vault.keep(prepared.sets.values()))
    record(two.after, prepared.approved(), ())
    code, text = run("promote", "--dry-run")
    assert (code, "by ada, has not ended; nothing is judged before it has" in text) == (1, True)
    code, text = run("promote", "--commit", "c" * 40, "--yes")
    assert (code, "of bbbbbbb, begun by ada, has not ended; go on with it" in text) == (1, True)
    assert two.after.gates_run == []
    code, text = run("promote", "--yes")
    assert (code, "bbbbbbb is released." in text) == (0, True), text


def test_settings_of_two_environments_are_never_mixed(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".env.staging").unlink()
    code, text = run("promote", "--dry-run")
    assert (code, "there is no .env.staging with the settings of staging" in text) == (1, True)
    code, text = run("promote", "--dry-run", "--env-file", "elsewhere/.env.production")
    assert (code, "there is no elsewhere/.env.staging" in text) == (1, True)


def test_an_environment_without_criteria_has_nothing_to_promote_to(two: Two) -> None:
    stage: Stage = two.before
    with pytest.raises(InvalidInput, match="`candor release apply` does it"):
        promotion_of(stage.target)
