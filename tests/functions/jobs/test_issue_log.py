"""What `issue` writes into the log: a line a slot, and one for all that was missed."""

from functions.domain.canonical import sha256_digest
from functions.jobs.issue import MISSED_SHOWN_MAX
from tests.fakes.log import FakeLog
from tests.functions.jobs.rig import ARTIFACT, Rig
from tests.functions.jobs.test_issue import tick


async def test_each_slot_leaves_a_line_with_its_name_and_the_models_digest(rig: Rig) -> None:
    await rig.ready()
    with FakeLog() as log:
        report = await tick(rig, 0)
    issued = {line["slot"]: line for line in log.lines if line["message"] == "issued"}
    assert sorted(issued) == sorted(report.issued)
    assert {line["model_digest"] for line in issued.values()} == {sha256_digest(ARTIFACT)}


async def test_slots_missed_in_an_outage_leave_one_line(rig: Rig) -> None:
    await rig.ready()
    await tick(rig, 0)
    with FakeLog() as log:
        report = await tick(rig, 30)
    [line] = [line for line in log.lines if "missed" in line]
    assert line["level"] == "warning"
    assert line["missed"] == len(report.missed) > MISSED_SHOWN_MAX
    assert line["message"].count("Z") == MISSED_SHOWN_MAX
