"""`candor reproduce`: a published forecast computed anew, here."""

import random

import typer

from functions.domain.errors import CandorError, InvalidInput
from functions.domain.horizon import Slot, parse_slot_id
from functions.domain.reproduce import Step, first_difference
from functions.domain.reproduce import reproduce as recompute
from mlops.local.running_stack import running_stack
from mlops.reproduction.site import Site
from mlops.terminal import Terminal

EQUAL, DIFFERENT, NOT_TO_BE_HAD = 0, 1, 2
SHOWN_CHARACTERS_MAX = 90
RANDOM_MAX = 1000

app = typer.Typer()


@app.command()
def reproduce(
    ids: list[str] | None = typer.Argument(None, metavar="ID…", help="As 24h-20250717T00Z."),
    url: str | None = typer.Option(None, help="The site to ask; else the running local stack."),
    random_count: int = typer.Option(
        0, "--random", min=0, max=RANDOM_MAX, help="So many forecasts, drawn from the ledger."
    ),
    seed: int | None = typer.Option(None, help="Draws the same ones again."),
) -> None:
    """Compute published forecasts anew from a site's public API, and compare every number.

    Exit code 0: all are equal; 1: one differs; 2: something could not be had.
    """
    terminal = Terminal()
    try:
        slots = [parse_slot_id(text) for text in ids or ()]
        if not slots and not random_count:
            raise InvalidInput("name a forecast, as 24h-20250717T00Z, or use --random 10")
        with Site(url or running_stack().page_url) as site:
            terminal.say(f"Asking {site.url}; what it says is believed by digest only.")
            chance = random.Random(seed)  # noqa: S311 - a sample, no secret
            slots += site.random_slots(random_count, chance)
            single = len(slots) == 1
            differing = [slot for slot in slots if not _holds(site, slot, terminal, full=single)]
    except CandorError as error:
        typer.secho(f"Error: {error}", fg=typer.colors.RED, err=True)
        raise typer.Exit(NOT_TO_BE_HAD) from None
    terminal.say(f"{len(slots) - len(differing)} of {len(slots)} reproduced.")
    raise typer.Exit(DIFFERENT if differing else EQUAL)


def _holds(site: Site, slot: Slot, terminal: Terminal, *, full: bool) -> bool:
    """Whether a forecast is reproduced; shows the steps that differ, or all where `full`."""
    evidence, document = site.evidence(slot)
    steps = [document, *recompute(evidence)]
    differs = first_difference(steps)
    verdict = "reproduced" if differs is None else f"DIFFERS first at {differs.name}"
    different = [step for step in steps if not step.equal]
    shown = different or (steps if full else [])
    if shown:
        terminal.table(("step", "published", "recomputed", ""), [_row(step) for step in shown])
    counted = f"{len(different)} of {len(steps)}" if different else f"{len(steps)}"
    terminal.say(f"{slot.id}: {verdict} ({counted} steps)")
    return differs is None


def _row(step: Step) -> tuple[str, str, str, str]:
    mark = "equal" if step.equal else "DIFFERS"
    return step.name, _short(step.published), _short(step.recomputed), mark


def _short(text: str) -> str:
    return text if len(text) <= SHOWN_CHARACTERS_MAX else f"{text[:SHOWN_CHARACTERS_MAX]}…"
