"""A broken N+1 is released to the local product: N serves throughout, and all of it is undone.

With CANDOR_FAULT_TABLE the measured table is written there, as Markdown; with
CANDOR_RELEASE_SESSION the words of the first releases, as a person would see them.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path

import httpx
import pytest

from mlops.local.free_port import free_port
from mlops.local.settings import REPOSITORY
from mlops.release.progress import Ending, Kind
from tests.slow.broken_commits import (
    BAD_MIGRATION,
    DOES_NOT_START,
    GOOD_MIGRATION,
    Clone,
    errors,
    says_another_commit,
    slower,
    unhealthy,
)
from tests.slow.conftest import PAGE_S_MAX, PREPARED_S_MAX, Say
from tests.slow.product import candor_up
from tests.slow.release_scene import (
    Row,
    Scene,
    detected_s,
    found_by,
    markdown,
    rehearsed,
    release_yml,
    restored_s,
)

pytestmark = pytest.mark.slow

SECONDS_PER_HOUR = "6"
RESTORED_S_MAX = 300
"""What the issue promises."""
LANES, VISITS = 4, 120
STEPS = (
    "database.expand", "vercel.environment", "candor-mlflow-development.deploy", "vercel.stage",
    "gates.staged", "vercel.promote", "gates.domain", "gates.issued", "observe",
)  # fmt: skip
NOTE = "-- phase: expand\nCREATE TABLE second_note (note_id bigint PRIMARY KEY);\n"
ROWS: list[Row] = []


@pytest.fixture(scope="module")
def scene(server_folder: Path, say: Say) -> Iterator[Scene]:
    """The product replays its history; a clone's base is served as N."""
    state = server_folder / "released"
    product = candor_up(
        REPOSITORY,
        free_port(),
        CANDOR_STATE=str(state),
        CANDOR_SECONDS_PER_HOUR=SECONDS_PER_HOUR,
    )
    try:
        product.wait_for_page(PAGE_S_MAX)
        product.wait_for_state("running", PREPARED_S_MAX)
        port = free_port()
        clone = Clone(Path(tempfile.mkdtemp(prefix="candor-clone-")), release_yml(port))
        with rehearsed(product, clone, port) as scene:
            yield scene
        clone.remove()
        product.interrupt()
    finally:
        product.end()
    for row in ROWS:
        say("release: " + ", ".join(row.cells()))
    if path := os.environ.get("CANDOR_FAULT_TABLE"):
        Path(path).write_text(markdown(ROWS))


def noted(scene: Scene, fault: str, exit_code: int) -> Row:
    """A row of the table for the newest release: its log is whole, and nobody noticed it."""
    newest = scene.newest()
    answers, failures = scene.readers.taken()
    ending = newest.ending.value if newest.ending else "not ended"
    row = Row(
        fault,
        f"{exit_code}, {ending}",
        found_by(newest) if newest.trouble else "–",
        detected_s(newest),
        restored_s(newest),
        len(failures),
        answers,
    )
    ROWS.append(row)
    # Every step that was begun is done, or undone where it can be, or this is no ending.
    assert newest.ending in (Ending.RELEASED, Ending.ROLLED_BACK)
    assert failures == []
    assert answers > 10
    return row


def median_visit_s(url: str) -> float:
    """Of a page of the list and a level, by as many at once as the gate has lanes."""

    def lane(number: int) -> list[float]:
        with httpx.Client(base_url=url, trust_env=False) as http:
            return [visit(http, number * VISITS + one) for one in range(VISITS // LANES)]

    def visit(http: httpx.Client, number: int) -> float:
        began = time.monotonic()
        page = {"limit": "20", "cutoff_until": f"{2100 + number}-01-01T00:00:00Z"}
        level = {"horizon": "24h", "price": f"{90_000 + number}.5"}
        http.get("/api/v1/forecasts", params=page).raise_for_status()
        http.get("/api/v1/levels", params=level).raise_for_status()
        return time.monotonic() - began

    with ThreadPoolExecutor(LANES) as lanes:
        return statistics.median(chain.from_iterable(lanes.map(lane, range(LANES))))


def released(scene: Scene, commit: str) -> tuple[int, str]:
    """The exit code of a release of a commit, and what was said."""
    done = scene.apply(commit, scene.plan(commit))
    return done.returncode, done.stdout


def test_a_good_release_is_taken_back_by_a_word_and_a_bad_one_by_a_gate(scene: Scene) -> None:
    good = scene.clone.commit("A new table", **{"9001_note": GOOD_MIGRATION})
    code, said = released(scene, good)
    assert code == 0, said
    noted(scene, "is well", 0)
    assert scene.runs() == {good}
    done = scene.release("rollback", "--yes", "--by", "bob")
    assert done.returncode == 0, done.stdout
    noted(scene, "is taken back by a person", 0)
    assert scene.runs() == {scene.clone.base}
    _broken(scene, "fails 2 of 100 reads", errors(50), "`gates.staged`: errors")
    scene.release("history")
    if path := os.environ.get("CANDOR_RELEASE_SESSION"):
        Path(path).write_text("\n".join(scene.session))


FAULTS = {
    "unhealthy": ("is not healthy", unhealthy(), "`gates.staged`: health"),
    "another commit": ("says another commit", says_another_commit(), "`gates.staged`: health"),
    "dead": ("does not start", DOES_NOT_START, "`gates.staged`: health"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_broken_is_found_where_nobody_is(scene: Scene, name: str) -> None:
    fault, layer, found = FAULTS[name]
    _broken(scene, fault, layer, found)


def test_what_is_slower_by_half_is_found_beside_the_one_before(scene: Scene) -> None:
    each_s = median_visit_s(scene.url) / 4  # a visit is two reads
    _broken(scene, "is slower by half", slower(each_s), "`gates.staged`: performance")


def test_what_is_broken_at_the_domain_alone_is_brought_back(scene: Scene) -> None:
    layer = says_another_commit(scene.url.removeprefix("http://"))
    _broken(scene, "says another commit at the domain alone", layer, "`gates.domain`: health")


def test_a_migration_that_only_postgresql_refuses_ends_the_release_before_any_code(
    scene: Scene,
) -> None:
    bad = scene.clone.commit("Prices of two digits", **{"9002_price": BAD_MIGRATION})
    _undone(scene, "has a migration that PostgreSQL refuses", bad, "`database.expand`")


def test_services_on_render_are_brought_back_when_vercel_fails(scene: Scene) -> None:
    commit = scene.clone.commit("Nothing new for Vercel")
    scene.fail_the_next_build()
    _undone(scene, "is up on Render and fails on Vercel", commit, "`vercel.stage`")


def test_killed_at_each_step_the_same_command_goes_on(scene: Scene) -> None:
    commit = scene.clone.commit("Killed again and again", **{"9003_note": NOTE})
    plan_hash = scene.plan(commit)
    for step in STEPS:
        scene.kill_apply_at(step, commit, plan_hash)
    if scene.newest().ending is None:  # the last step is as quick as a kill
        done = scene.apply(commit, plan_hash)
        assert done.returncode == 0, done.stdout
    noted(scene, f"is killed at each of {len(STEPS)} steps, and gone on with", 0)
    assert scene.runs() == {commit}
    undo = ("vercel.promote", "candor-mlflow-development.deploy", "vercel.environment")
    for step in undo:
        scene.kill_at(step, Kind.UNDO_BEGUN, "rollback", "--yes", "--by", "bob")
    if scene.newest().ending is None:
        done = scene.release("rollback", "--yes", "--by", "bob")
        assert done.returncode == 0, done.stdout
    noted(scene, "is taken back, which is killed at each step", 0)
    assert scene.runs() == {scene.clone.base}


@pytest.mark.parametrize("step", ["vercel.stage", "vercel.promote", "gates.issued"])
def test_killed_at_any_step_a_rollback_undoes_what_was_begun(scene: Scene, step: str) -> None:
    commit = scene.clone.commit("Killed and undone")
    scene.kill_apply_at(step, commit, scene.plan(commit))
    done = scene.release("rollback", "--yes", "--by", "bob")
    assert done.returncode == 0, done.stdout
    noted(scene, f"is killed at `{step}` and taken back", 0)
    assert scene.runs() == {scene.clone.base}


def test_the_log_has_all_of_it(scene: Scene) -> None:
    done = scene.release("history")
    assert done.returncode == 0, done.stdout
    assert "not ended" not in done.stdout
    assert done.stdout.count("rolled back") >= len(ROWS) - 2


def _broken(scene: Scene, fault: str, layer: str, found: str) -> None:
    _undone(scene, fault, scene.clone.commit(f"It {fault}", layer), found)


def _undone(scene: Scene, fault: str, commit: str, found: str) -> None:
    code, said = released(scene, commit)
    assert code == 2, said
    row = noted(scene, fault, 2)
    assert row.found_by == found, said
    assert row.restore_s is not None
    assert row.restore_s < RESTORED_S_MAX
    assert scene.runs() == {scene.clone.base}
