"""Which world `make up` opens: the mode, the source, and the name its data lives under."""

from dataclasses import dataclass, replace
from hashlib import file_digest
from pathlib import Path

from functions.domain.errors import InvalidInput
from functions.domain.world import Mode
from mlops.local.settings import LocalSettings

SEED_DEFAULT = 1
DIGEST_DIGITS = 12


@dataclass(frozen=True, slots=True)
class WorldChoice:
    """A mode and a source; `name` is that of its database, Redis prefix and object folder.

    With `emulated_venues` the candles come through four emulated venues: another world.
    """

    mode: Mode
    source: str
    name: str
    history: Path | None = None
    seed: int | None = None
    emulated_venues: bool = False


def choose_world(settings: LocalSettings) -> WorldChoice:
    """The world the settings ask for; InvalidInput when they contradict each other.

    A history file means replay, nothing means the simulated market; live must be asked for.
    """
    world = _world(settings)
    if not settings.emulated_venues:
        return world
    source = "venues:emulated" if world.mode is Mode.LIVE else f"{world.source}:venues-emulated"
    return replace(world, source=source, name=f"{world.name}_venues", emulated_venues=True)


def _world(settings: LocalSettings) -> WorldChoice:
    mode = _mode(settings)
    if mode is not Mode.REPLAY and settings.history is not None:
        raise InvalidInput(
            f"CANDOR_HISTORY is for replay: unset it, or CANDOR_MODE={settings.mode}"
        )
    if mode is not Mode.SIMULATED and settings.seed is not None:
        raise InvalidInput("CANDOR_SEED is for the simulated market: unset it")
    if mode is Mode.LIVE:
        return WorldChoice(mode, "venues", "candor_live")
    if mode is Mode.SIMULATED:
        seed = SEED_DEFAULT if settings.seed is None else settings.seed
        return WorldChoice(mode, f"simulated:seed-{seed}", f"candor_simulated_{seed}", seed=seed)
    if settings.history is None:
        raise InvalidInput("replay needs candles: set CANDOR_HISTORY to a file of hourly candles")
    digest = _digest(settings.history)
    return WorldChoice(
        mode, f"history:{digest}", f"candor_replay_{digest}", history=settings.history
    )


def _mode(settings: LocalSettings) -> Mode:
    if settings.mode is None:
        return Mode.SIMULATED if settings.history is None else Mode.REPLAY
    try:
        return Mode(settings.mode)
    except ValueError:
        raise InvalidInput(
            f"CANDOR_MODE is one of {', '.join(Mode)}, not {settings.mode!r}"
        ) from None


def _digest(history: Path) -> str:
    """The first digits of the file's SHA-256: another file is another world."""
    try:
        with history.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()[:DIGEST_DIGITS]
    except OSError as error:
        raise InvalidInput(
            f"the file of CANDOR_HISTORY cannot be read: {history} ({error.strerror})"
        ) from None
