"""Beside the product the witness runs when there is something new, and its failures are said."""

import asyncio

import httpx
import pytest

from mlops.local.witness import LOOK_S, WitnessKeeper


class Beside:
    """A page with a checkpoint, a witness that may fail, and what was said."""

    def __init__(self) -> None:
        self.shown, self.code = httpx.Response(200, text="of 5"), 0
        self.runs, self.said = 0, list[str]()
        page = httpx.MockTransport(lambda _: httpx.Response(self.shown.status_code, text=self.text))
        self.keeper = WitnessKeeper("http://page.test", self.run, self.said.append, page)

    @property
    def text(self) -> str:
        return self.shown.text

    async def run(self) -> int:
        self.runs += 1
        return self.code


async def test_it_runs_once_for_each_checkpoint_that_the_page_shows() -> None:
    beside = Beside()
    for _ in range(3):
        await beside.keeper.look()
    assert beside.runs == 1
    beside.shown = httpx.Response(200, text="of 9")
    await beside.keeper.look()
    assert (beside.runs, beside.said) == (2, [])


@pytest.mark.parametrize("status", [404, 502])
async def test_without_a_checkpoint_there_is_nothing_to_witness(status: int) -> None:
    beside = Beside()
    beside.shown = httpx.Response(status, text="no checkpoint")
    await beside.keeper.look()
    assert (beside.runs, beside.said) == (0, [])


async def test_a_failure_is_said_once_and_tried_again_until_it_works() -> None:
    beside = Beside()
    beside.code = 1
    await beside.keeper.look()
    await beside.keeper.look()
    assert beside.runs == 2
    [said] = beside.said
    assert "anchor.log" in said
    beside.code = 0
    await beside.keeper.look()
    await beside.keeper.look()
    assert beside.runs == 3
    beside.shown, beside.code = httpx.Response(200, text="of 9"), 1
    await beside.keeper.look()
    assert len(beside.said) == 2


async def test_it_looks_at_a_bounded_rate() -> None:
    beside, paused = Beside(), list[float]()

    async def sleep(seconds: float) -> None:
        paused.append(seconds)
        if len(paused) == 3:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await beside.keeper.keep(sleep)
    assert paused == [LOOK_S] * 3
