"""What a person reads of an environment: its pieces, what they used, what is theirs to do."""

from pathlib import Path

from mlops.configuration.check import check, chosen_consumers
from mlops.configuration.env_file import read_env_file, settings_file
from mlops.deployment.render.blueprint import Blueprint
from mlops.environments.found import identity
from mlops.environments.pieces import Kind, pieces
from mlops.environments.separate import shared
from mlops.environments.vendors import Vendors
from mlops.release.declared.release import Environment
from mlops.terminal import Terminal

HEADER = ("what", "name", "at the vendor", "remark")


async def say_pieces(
    terminal: Terminal, vendors: Vendors, name: str, declared: Environment, blueprint: Blueprint
) -> dict[Kind, str]:
    """A table of the pieces; gives the ids of those that are there, one a kind."""
    there: dict[Kind, str] = {}
    rows: list[tuple[str, ...]] = []
    for piece in pieces(name, declared, blueprint):
        if piece.kind is Kind.DOMAIN:
            page = there.get(Kind.VERCEL)
            found = page is not None and await vendors.vercel.has_domain(page, piece.name)
            state = "there" if found else "lacking"
        else:
            known = await identity(vendors, piece)
            state = known or "lacking"
            if known is not None:
                there[piece.kind] = known
        rows.append((piece.kind.value, piece.name, state, piece.detail))
    terminal.table(HEADER, rows)
    return there


async def say_usage(terminal: Terminal, vendors: Vendors, there: dict[Kind, str]) -> None:
    """What the databases that are there used in this month; asking wakes none."""
    if (project := there.get(Kind.NEON)) is not None:
        neon = await vendors.neon.usage(project)
        size = neon.storage_bytes / 1e6
        terminal.say(f"Neon: {neon.compute_hours:.1f} CU-hours this month, {size:.1f} MB")
    if (database := there.get(Kind.UPSTASH)) is not None:
        redis = await vendors.upstash.usage(database)
        terminal.say(f"Upstash: {redis.commands} commands this month")


def say_what_remains(terminal: Terminal, name: str, file: Path, *, copied: bool) -> None:
    """What `candor config check` says of the file, and what it shares with production's."""
    given = read_env_file(file).values
    problems = check(name, given, chosen_consumers(name, given, ""), whole=True)
    other = settings_file("production", None)
    sentences = [one.sentence for one in problems]
    sentences += shared(given, other.values) if other else []
    if sentences:
        terminal.say(f"\nWhat remains for a person to write into {file}:")
        for sentence in sentences:
            terminal.say(f"  {sentence}")
    else:
        terminal.say(f"\nThe settings in {file} are complete.")
    rest = "" if copied else f"`candor bootstrap --env {name}`, "
    rest += f"`candor secrets record --all --env {name} --owner WHO`, "
    terminal.say(f"Then: {rest}`candor release plan --env {name} --first`.")
