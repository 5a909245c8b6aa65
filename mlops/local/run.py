"""One run of the local stack, from `make up` to Ctrl-C."""

import asyncio
import logging
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager, suppress
from functools import partial
from pathlib import Path

import psycopg

from functions.adapters.postgres.world_owner import ClockBusy, WorldOwner
from functions.adapters.system import SystemClock
from functions.domain.errors import CandorError
from functions.domain.world import ClockState, Mode
from functions.jobs.cadence import CADENCE
from functions.logs.install import install
from functions.logs.redaction import Redactor
from mlops.local.process import Command
from mlops.local.settings import REPOSITORY
from mlops.local.stack import STORES, LocalStack
from mlops.local.stack_record import RunningStack
from mlops.local.stack_start import start
from mlops.local.state_folder import StateFolder
from mlops.local.supervisor import Supervisor, cap
from mlops.local.ticker import TickTrigger, tick_live, tick_replay
from mlops.local.tracking_start import Stage, TrackingKeeper, run_to_its_end
from mlops.local.watching_start import keep_watching
from mlops.local.witness import WitnessKeeper
from mlops.terminal import Terminal

TICKER_RETRY_S = 5.0
PREPARE = Command((sys.executable, "-m", "mlops.cli", "prepare"), cwd=REPOSITORY)
WITNESS = Command((sys.executable, "-m", "mlops.cli", "ledger", "anchor"), cwd=REPOSITORY)
SYNC = Command((sys.executable, "-m", "mlops.cli", "model", "sync"), cwd=REPOSITORY)
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

log = logging.getLogger("mlops.local.ticker")


async def run(
    stack: LocalStack, state: StateFolder, terminal: Terminal, preparation: Command = PREPARE
) -> None:
    """Run the stack until a signal asks for the end; raises CandorError if it cannot start."""
    asked_to_stop = asyncio.Event()
    for number in STOP_SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, asked_to_stop.set)
    supervisor = Supervisor(state.logs, terminal.say)
    work = asyncio.create_task(_work(stack, state, supervisor, terminal, preparation))
    waiting = asyncio.create_task(asked_to_stop.wait())
    try:
        await asyncio.wait((work, waiting), return_when=asyncio.FIRST_COMPLETED)
        if asked_to_stop.is_set():
            terminal.say("Stopping …")
    finally:
        waiting.cancel()
        work.cancel()
        await asyncio.gather(work, waiting, return_exceptions=True)
        await supervisor.stop(last=STORES)
    if not work.cancelled() and (error := work.exception()) is not None:
        raise error
    terminal.say("Candor is down; its state is kept.")


async def _work(
    stack: LocalStack,
    state: StateFolder,
    supervisor: Supervisor,
    terminal: Terminal,
    preparation: Command,
) -> None:
    await start(stack, supervisor, terminal.say)
    stage = Stage.STARTING if stack.mlflow else Stage.OFF
    state.write_record(stack.record(stage).to_record())
    states = dict.fromkeys(stack.core(), "up") | {"mlflow": stage.value}
    rows = [
        (name, url, states.get(name, Stage.STARTING.value)) for name, url in stack.urls().items()
    ]
    terminal.table(("service", "url", "state"), rows)
    terminal.say(f"Candor is up at {stack.page.url}")
    terminal.say(f"Status: {stack.page.url}/status")
    terminal.say(f"State and logs: {state.path}")
    witness = WitnessKeeper(
        stack.page.url, partial(run_to_its_end, WITNESS, state.logs / "anchor.log"), terminal.say
    )
    beside = asyncio.gather(
        _keep_mlflow(stack, state, supervisor, terminal),
        witness.keep(),
        _keep_watching(stack, supervisor, terminal),
        return_exceptions=True,
    )
    try:
        if not await _prepare(preparation):
            # A page that promises what will never come helps nobody.
            raise CandorError("the world could not be prepared; see above")
        await _tick(stack, state.logs / "ticker.log", terminal.say)
    finally:
        beside.cancel()
        await asyncio.gather(beside, return_exceptions=True)


async def _keep_mlflow(
    stack: LocalStack, state: StateFolder, supervisor: Supervisor, terminal: Terminal
) -> None:
    """Run MLflow while the product runs already; a failure of it stops nothing."""
    if stack.mlflow is None:
        return
    await TrackingKeeper(
        server=stack.mlflow,
        supervisor=supervisor,
        install_log=state.logs / "mlflow-install.log",
        say=terminal.say,
        tell=lambda stage: state.write_record(stack.record(stage).to_record()),
        has_waiting=lambda: any(stack.outbox_dir.glob("*.json")),
        sync=partial(run_to_its_end, SYNC, state.logs / "mlflow-sync.log"),
    ).keep()


async def _keep_watching(stack: LocalStack, supervisor: Supervisor, terminal: Terminal) -> None:
    """Start what watches; say where people look once it is there."""
    if stack.watching is None:
        return
    await keep_watching(stack.beside(), supervisor, terminal.say)
    for sentence in stack.watching.sentences:
        terminal.say(sentence)


async def _prepare(preparation: Command) -> bool:
    """Run the world's preparation in the foreground; a world prepared before is left alone."""
    process = await asyncio.create_subprocess_exec(*preparation.argv, **preparation.popen_options())
    try:
        return await process.wait() == 0
    except asyncio.CancelledError:
        with suppress(ProcessLookupError):
            process.kill()  # each of its steps is a transaction
        await process.wait()
        raise


async def _tick(stack: LocalStack, log_path: Path, say: Callable[[str], None]) -> None:
    cap(log_path)
    record = stack.record()
    secrets = {"CRON_SECRET": record.cron_secret, "OWNER_DATABASE_URL": record.owner_database_url}
    install(Redactor(secrets), {}, handler=logging.FileHandler(log_path))
    await tick_for_ever(record, say, f" (see {log_path})")


async def tick_for_ever(stack: RunningStack, say: Callable[[str], None], where: str = "") -> None:
    """Tick; whatever goes wrong is logged, said once, and tried again."""
    trigger = TickTrigger(stack.api_url, stack.cron_secret)
    try:
        while True:
            try:
                await _tick_once(stack, trigger, say)
                await asyncio.Event().wait()
            except (CandorError, OSError, psycopg.Error) as error:
                log.exception("the ticker stumbled")
                say(f"ticker: {error}; trying again in {TICKER_RETRY_S:g} s{where}")
                await asyncio.sleep(TICKER_RETRY_S)
    finally:
        await trigger.close()


async def _tick_once(stack: RunningStack, trigger: TickTrigger, say: Callable[[str], None]) -> None:
    if stack.mode is Mode.LIVE:
        await tick_live(CADENCE, trigger.fire, SystemClock().now)
        return
    owner = WorldOwner(stack.owner_database_url)
    await asyncio.to_thread(owner.set_pace, stack.seconds_per_hour)

    await tick_replay(trigger.fire, partial(_hold_clock, owner), stack.seconds_per_hour)
    say("The history has ended: no more time passes in this world. The page stays up.")


@asynccontextmanager
async def _hold_clock(owner: WorldOwner, hours_on: int) -> AsyncIterator[ClockState | None]:
    """Hold the clock, an hour on or as it stands; None while `candor replay` holds it."""
    with ExitStack() as held:
        try:
            hand = await asyncio.to_thread(held.enter_context, owner.clock())
        except ClockBusy:
            yield None
            return
        yield (await asyncio.to_thread(hand.advance if hours_on else hand.read)).state
