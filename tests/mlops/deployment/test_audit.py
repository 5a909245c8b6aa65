"""An audit passes only where somebody looked and found nothing."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from mlops.deployment.audit import Answer, Verdict, audit, of_npm, of_pip, of_zizmor
from mlops.local.settings import REPOSITORY

SOUND = {"name": "a", "version": "1", "vulns": []}
BAD = {"name": "b", "version": "2", "vulns": [{"id": "PYSEC-1"}]}
SKIPPED = {"name": "c", "skip_reason": "Dependency not found"}


def pip(status: int, *dependencies: Mapping[str, object]) -> Answer:
    return Answer(status, json.dumps({"dependencies": dependencies, "fixes": []}), "")


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (pip(0, SOUND), Verdict.PASS),
        (pip(1, SOUND, BAD), Verdict.FOUND),
        (pip(1, SOUND), Verdict.NOT_RUN),
        (pip(0), Verdict.NOT_RUN),
        (pip(0, SKIPPED), Verdict.NOT_RUN),
        (pip(0, SOUND, SKIPPED), Verdict.NOT_RUN),
        (Answer(0, "No known vulnerabilities found", ""), Verdict.NOT_RUN),
        (Answer(1, "", "ERROR: Dependency not found"), Verdict.NOT_RUN),
    ],
)
def test_pip_audits_answer_is_judged(answer: Answer, verdict: Verdict) -> None:
    assert of_pip("a.txt", 1, answer).verdict is verdict


def npm(total: int) -> Answer:
    named: dict[str, object] = {"evil": {}} if total else {}
    counts = {"vulnerabilities": {"total": total}}
    return Answer(min(total, 1), json.dumps({"metadata": counts, "vulnerabilities": named}), "")


@pytest.mark.parametrize(
    ("answer", "verdict", "detail"),
    [
        (npm(0), Verdict.PASS, "none"),
        (npm(2), Verdict.FOUND, "evil"),
        (Answer(1, '{"message": "405 from the registry"}', ""), Verdict.NOT_RUN, "405 from the"),
        (Answer(1, "[]", "no lock"), Verdict.NOT_RUN, "no lock"),
        (Answer(0, "", ""), Verdict.NOT_RUN, "ended with 0, without a word"),
    ],
)
def test_npms_answer_is_judged(answer: Answer, verdict: Verdict, detail: str) -> None:
    found = of_npm("frontend", answer)
    assert (found.verdict, found.detail.startswith(detail)) == (verdict, True)


def test_zizmors_status_is_judged() -> None:
    found = {status: of_zizmor("a", Answer(status, "", "x")).verdict for status in (0, 1, 2, 13)}
    assert found == {0: Verdict.PASS, 1: Verdict.NOT_RUN, 2: Verdict.NOT_RUN, 13: Verdict.FOUND}


def test_every_lock_file_is_asked_about_and_none_passes_unasked() -> None:
    asked: list[str] = []

    def nobody(command: Sequence[str], folder: Path) -> Answer:
        asked.append(" ".join((folder.name, *command)))
        return Answer(-1, "", "no network")

    found = list(audit(REPOSITORY, {}, nobody))
    assert {one.verdict for one in found} == {Verdict.NOT_RUN}
    locks = [f"requirements/{one.name}" for one in (REPOSITORY / "requirements").glob("*.txt")]
    npm_locks = [
        one.parent.relative_to(REPOSITORY).as_posix()
        for one in REPOSITORY.glob("[!.]*/**/package-lock.json")
        if "node_modules" not in one.parts
    ]
    assert sorted(one.name for one in found) == sorted([*locks, *npm_locks, ".github"])
    assert all("--strict" in one for one in asked if "pip-audit" in one)
    assert found[-1].detail.startswith("GITHUB_TOKEN is not set")
