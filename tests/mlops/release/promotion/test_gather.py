"""What is found of two whole environments is judged, kept, and nobody goes round it."""

from collections.abc import Mapping
from functools import partial

import psycopg
import pytest

from functions.domain.errors import InvalidInput, NotFound
from mlops.release.conduct import Conducted
from mlops.release.log.history import recorded
from mlops.release.log.promotions import approvals, approve, hotfixes
from mlops.release.preflight.checks import CiOutcome
from mlops.release.prepare import Request
from mlops.release.progress import Ending
from mlops.release.promotion.report import Report, Verdict
from mlops.terminal import Hidden
from tests.mlops.release.promotion.conftest import DONE, FAILED, Two, record, steps
from tests.mlops.release.rig import NEW

ALL_MET = {
    "released", "running", "gates", "performance", "errors", "workflow ci", "workflow security",
    "soak", "well", "plan", "approval",
}  # fmt: skip


async def judged(two: Two, who: str = "ada", hotfix: str = "") -> Report:
    one = two.promoter(who, hotfix)
    request = Request(await one.commit())
    return await one.report(request, await one.prepare(request))


async def approved(two: Two, *, hotfix: bool = False) -> str:
    digest = (await judged(two)).plan_digest
    assert digest is not None
    await approve(two.after.target.log_url, "production", NEW, digest, "grace", hotfix=hotfix)
    return digest


async def promoted(two: Two, digest: str, hotfix: str = "") -> Conducted:
    one, request = two.promoter(hotfix=hotfix), Request(NEW)
    conductor = two.after.conductor()
    return await conductor.apply(
        digest, partial(one.prepare, request), partial(one.report, request)
    )


def verdicts(report: Report) -> Mapping[str, Verdict]:
    return {one.criterion: one.verdict for one in report.judgements}


async def test_what_soaked_and_was_approved_is_released_and_its_report_kept(two: Two) -> None:
    assert (await two.before.apply()).ending is Ending.RELEASED
    digest = await approved(two)
    report = await judged(two)
    assert (report.unmet, set(verdicts(report))) == ([], ALL_MET)
    done = await promoted(two, digest)
    assert done.ending is Ending.RELEASED
    [release] = await recorded(two.after.target.log_url, "production")
    with psycopg.connect(two.after.target.log_url) as connection:
        rows = connection.execute("SELECT release, report FROM release.promotion").fetchall()
        with pytest.raises(psycopg.errors.RestrictViolation, match="only added to"):
            connection.execute("DELETE FROM release.promotion")
    assert [(row[0], row[1]["met"], row[1]["plan_hash"]) for row in rows] == [
        (release.id, True, digest)
    ]
    assert {one["criterion"] for one in rows[0][1]["criteria"]} == ALL_MET
    assert await hotfixes(two.after.target.log_url, "production") == {}


async def test_nothing_is_promoted_before_it_was_released_to_the_environment_before(
    two: Two,
) -> None:
    with pytest.raises(NotFound, match="nothing was released to staging yet"):
        await judged(two)


async def test_what_is_not_met_is_neither_released_nor_hidden(two: Two) -> None:
    await two.release_before()
    digest = await approved(two)
    two.workflows["security"] = (CiOutcome.UNKNOWN, "it has not ended yet")
    calls = len(two.after.rig.calls)
    with pytest.raises(InvalidInput, match="workflow security: not known: it has not ended yet"):
        await promoted(two, digest)
    assert all(one.startswith("GET ") for one in two.after.rig.calls[calls:])
    assert await recorded(two.after.target.log_url, "production") == []


async def test_nobody_goes_round_the_criteria_by_apply(two: Two) -> None:
    await two.release_before()
    digest = await approved(two)
    with pytest.raises(InvalidInput, match="`candor release promote --env production` judges"):
        await two.after.conductor().apply(digest, partial(two.promoter().prepare, Request(NEW)))
    assert await recorded(two.after.target.log_url, "production") == []


async def test_a_release_that_was_begun_goes_on_without_being_judged_again(two: Two) -> None:
    prepared = await two.after.prepare()
    plan = prepared.approved()
    await two.after.target.vault.keep(prepared.sets.values())
    record(two.after, plan, ())
    two.workflows["ci"] = (CiOutcome.FAILED, "ci: it ended as failure")
    done = await two.after.conductor().apply(plan.digest(), two.after.prepare)
    assert done.ending is Ending.RELEASED


async def test_an_approval_is_used_up_by_the_release_it_was_for(two: Two) -> None:
    await two.release_before()
    await approved(two)
    assert verdicts(await judged(two))["approval"] is Verdict.PASSED
    record(two.after, await steps(two.after), FAILED)
    assert verdicts(await judged(two))["approval"] is Verdict.FAILED
    digest = await approved(two)
    assert verdicts(await judged(two))["approval"] is Verdict.PASSED
    assert len(await approvals(two.after.target.log_url, "production", digest)) == 2


async def test_a_word_given_while_a_release_ran_is_not_for_the_next(two: Two) -> None:
    await two.release_before()
    url, plan = two.after.target.log_url, await steps(two.after)
    record(two.after, plan, FAILED[:2])
    await approved(two)
    with psycopg.connect(url) as connection:
        for number, step in enumerate(plan.steps(), 100):
            connection.execute(
                "INSERT INTO release.event (release, number, kind, step, sentence, holder)"
                " SELECT max(id), %s, 'undone', %s, '', 'ada@desk 1' FROM release.release",
                [number, step.id],
            )
    assert verdicts(await judged(two))["approval"] is Verdict.FAILED


async def test_first_excuses_nothing_where_something_was_released(two: Two) -> None:
    del two.before.numbers["performance"]
    await two.release_before()
    facts = [await two.promoter().report(Request(NEW, first=True), await two.after.prepare())]
    record(two.after, await steps(two.after), DONE)
    facts.append(await two.promoter().report(Request(NEW, first=True), await two.after.prepare()))
    assert [verdicts(one)["gates"] for one in facts] == [Verdict.PASSED, Verdict.UNKNOWN]


async def test_what_a_vendor_says_is_shown_without_secrets(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = Hidden()
    hidden.add("staging", {"CRON_SECRET": "canary-cron-0f9e8d7c6b5a4f3e2d1c0b9a8f7"})
    monkeypatch.setattr("mlops.release.promotion.gather.HIDDEN", hidden)
    await two.release_before()
    two.watched = "HTTP 500: canary-cron-0f9e8d7c6b5a4f3e2d1c0b9a8f7"
    said = str((await judged(two)).to_record())
    assert ("canary" in said, "HTTP 500: [CRON_SECRET of staging]" in said) == (False, True)


async def test_a_hotfix_skips_the_soak_alone_and_its_reason_is_kept(two: Two) -> None:
    await two.release_before()
    digest = await approved(two, hotfix=True)
    two.later -= two.later
    report = await judged(two)
    assert [one.partition(":")[0] for one in report.unmet] == ["soak"]
    with pytest.raises(InvalidInput, match=r"^soak: fail: 0\.0 h"):
        await promoted(two, digest)
    assert verdicts(await judged(two, hotfix="slots are missed"))["soak"] is Verdict.SKIPPED
    two.workflows["ci"] = (CiOutcome.FAILED, "ci: it ended as failure")
    with pytest.raises(InvalidInput, match="tests: ci: it ended as failure"):
        await promoted(two, digest, "slots are missed")
    two.workflows["ci"] = (CiOutcome.PASSED, "ci: passed")
    assert (await promoted(two, digest, "slots are missed")).ending is Ending.RELEASED
    [release] = await recorded(two.after.target.log_url, "production")
    found = await hotfixes(two.after.target.log_url, "production")
    assert found == {release.id: "slots are missed"}


async def test_what_runs_there_now_decides_and_not_the_log_alone(two: Two) -> None:
    await two.release_before()
    two.before.rig.services[0].deploys[-1].commit = "c" * 40
    report = await judged(two)
    assert verdicts(report)["running"] is Verdict.FAILED
    two.before.rig.fault("vercel", "500", "projects", None)
    assert verdicts(await judged(two))["running"] is Verdict.UNKNOWN


async def test_an_environment_that_cannot_be_seen_is_no_pass(two: Two) -> None:
    await two.release_before()
    two.watched = "https://staging.candor.example/api/v1/status: ConnectError"
    report = await judged(two)
    assert verdicts(report)["well"] is Verdict.UNKNOWN
    assert not report.is_met


async def test_whatever_is_against_the_plan_is_a_criterion_of_its_own(two: Two) -> None:
    await two.release_before()
    two.after.commits.on[:] = ["feature/levels"]
    report = await judged(two)
    assert verdicts(report)["plan"] is Verdict.FAILED
    assert any(
        "plan: fail: branch: bbbbbbb is on feature/levels only" in one for one in report.unmet
    )
