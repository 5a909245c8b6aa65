"""What a reader and a scheduler do: read a forecast, verify its proof, run the jobs."""

from typing import Any

from functions.domain.errors import CandorError
from functions.domain.ledger import leaf_hash
from functions.domain.merkle_proof import verify_inclusion
from mlops.release.declared.gates import Journey
from mlops.release.gates.target import Target
from mlops.release.gates.traffic import Answer
from mlops.release.verdict import Outcome, Verdict

TICK_S_MAX = 55.0
"""A tick gives itself 50 s."""
AGAIN_AFTER_S = 3.0
MAY_PASS = frozenset({None, 429, 502, 503, 504})


class _Strayed(CandorError):
    """A step of the journey did not lead where it should."""


async def journey(target: Target, figures: Journey) -> list[Verdict]:
    """Walked until it succeeds, for `within_s` seconds; what cannot pass by itself ends it."""
    end = target.pace.monotonic() + figures.within_s
    walked = 0
    while True:
        walked += 1
        try:
            return [Verdict(Outcome.PASSED, await _walked(target), walked)]
        except _Strayed as error:
            wrong, is_final = str(error), not isinstance(error, _Delayed)
        if is_final or target.pace.monotonic() + AGAIN_AFTER_S >= end:
            return [Verdict(Outcome.FAILED, wrong, walked)]
        await target.pace.sleep(AGAIN_AFTER_S)


class _Delayed(_Strayed):
    """It may yet."""


async def _walked(target: Target) -> str:
    try:
        forecast = await _forecast(target)
        await _verify(target, forecast)
        jobs = await _run_jobs(target)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        # A shape that nobody can read will not become one that somebody can.
        raise _Strayed(f"an answer has another form than is known: {error!r}") from None
    return f"{forecast['id']} is read, its proof holds, {jobs} jobs ran"


async def _forecast(target: Target) -> dict[str, Any]:
    """The newest forecast of the shortest horizon."""
    read = _document(await target.api.get("/api/v1/forecast"), "the newest forecasts")
    if not read["forecasts"]:
        raise _Strayed("there is no forecast to read")
    forecast: dict[str, Any] = read["forecasts"][0]
    if not forecast["record"]["quantiles"]:
        raise _Strayed(f"{forecast['id']} says no quantile")
    return forecast


async def _verify(target: Target, forecast: dict[str, Any]) -> None:
    """That the ledger holds this forecast: its own bytes lead to the root by the proof."""
    index, name = int(forecast["ledger_index"]), forecast["id"]
    asked = {"after": str(index - 1), "limit": "1"}
    page = _document(await target.api.get("/api/v1/ledger", asked), "the ledger")
    entry, size, root = page["entries"][0], int(page["size"]), bytes.fromhex(page["root_hash"])
    leaf = leaf_hash(entry["body"].encode())
    if entry["index"] != index or leaf.hex() != forecast["leaf_hash"]:
        raise _Strayed(f"{name} is another in the ledger, at {index}, than the one that is read")
    # Root and proof come by different ways: one that is wrong does not agree with the other.
    asked = {"index": str(index), "size": str(size)}
    proof = _document(await target.api.get("/api/v1/ledger/proof", asked), "the ledger's proof")
    hashes = [bytes.fromhex(one) for one in proof["hashes"]]
    if not verify_inclusion(leaf, index, size, hashes, root):
        raise _Strayed(f"the proof of {name} does not lead to the ledger's root")


async def _run_jobs(target: Target) -> int:
    """How many jobs a tick ran. Late data or work that is left is nobody's fault here."""
    answer = await target.api.get(
        "/api/cron/tick", bearer=target.cron_secret, answer_s_max=TICK_S_MAX
    )
    if answer.status in {401, 403}:
        raise _Strayed("the jobs refuse the cron secret; is it this environment's?")
    if answer.status is None:
        raise _Delayed(f"the jobs: {answer.said}")
    try:
        jobs = answer.document()["jobs"]
    except (ValueError, KeyError):
        raise _of(answer, "the jobs") from None
    failed = [f"{one['job']}: {one['problem']['title']}" for one in jobs if "problem" in one]
    if failed:
        kind = _Delayed if answer.status in MAY_PASS else _Strayed
        raise kind(f"the jobs: {', '.join(failed)}")
    return len(jobs)


def _document(answer: Answer, what: str) -> Any:
    if not answer.is_ok:
        raise _of(answer, what)
    return answer.document()


def _of(answer: Answer, what: str) -> _Strayed:
    return (_Delayed if answer.status in MAY_PASS else _Strayed)(f"{what}: {answer.said}")
