"""From what runs and what shall run to the steps between. Pure: nothing is asked or changed.

The order follows from what each platform can do. Render's deploys go live by themselves and
Vercel's can be staged: so the database is expanded first, which the old code does not notice,
then Render changes while Vercel builds, the staged page is tried where nobody sees it, and the
domains move last. Undoing goes the other way.
"""

from collections.abc import Iterator, Sequence

from functions.domain.errors import InvalidInput
from mlops.release.plan.state import Live, Migration, PageLive, Phase, ServiceLive, Wanted
from mlops.release.plan.step import Command, Plan, Stage, Step

MIGRATE_S, ENVIRONMENT_S, RENDER_DEPLOY_S, STAGE_S, PROMOTE_S = 300, 60, 900, 600, 120
MODEL_S, GATES_S, OPEN_S, OBSERVE_S = 60, 480, 4_800, 60
FIRST = "there was nothing before it"
EXPANDED = "code of before does not notice it"


def plan(environment: str, live: Live, wanted: Wanted, *, first: bool = False) -> Plan:
    """The steps of a release; empty stages are left out.

    `first` allows a release that there is no way back from, because nothing was before it.
    Raises InvalidInput with every reason, one a line, why there is no such plan.
    """
    if reasons := list(_refusals(live, wanted, first=first)):
        raise InvalidInput("\n".join(reasons))
    stages = (
        Stage("expand the database", tuple(_migrate(live, wanted, Phase.EXPAND))),
        Stage("tell each part its settings", tuple(_environments(live, wanted))),
        Stage(
            "deploy to Render and stage on Vercel",
            (*_deploys(live.services, wanted), *_staged(live.page, wanted)),
        ),
        Stage("try the staged page", tuple(_gates(live.page, wanted, "staged"))),
        Stage("promote", (*_model(live, wanted), *_promoted(live.page, wanted))),
        Stage("try the domains", tuple(_gates(live.page, wanted, "domain"))),
        Stage("see the next slot issued", tuple(_open_until_issued(live, wanted))),
    )
    changing = tuple(stage for stage in stages if stage.steps)
    contraction = tuple(_migrate(live, wanted, Phase.CONTRACT))
    if changing or contraction:
        written = Step(
            "observe", "write down what runs now", Command("observe"), OBSERVE_S,
            no_undo="it changes nothing",
        )  # fmt: skip
        changing = (*changing, Stage("observe", (written,)))
    if contraction:
        # Nothing may fail after it: the code that would be gone back to needs what it takes.
        changing = (*changing, Stage("contract the database", contraction))
    return Plan(environment, wanted.commit, live.fingerprint(), changing)


def _refusals(live: Live, wanted: Wanted, *, first: bool) -> Iterator[str]:
    coming = {one.name: one for one in wanted.migrations}
    for applied in live.applied:
        known = coming.get(applied.name)
        if known is None and applied.phase is Phase.CONTRACT:
            yield (
                f"the database was contracted by {applied.name}, which {wanted.commit[:7]} does"
                " not know: there is no way back past it; release forward"
            )
        elif known is not None and known.sha256 != applied.sha256:
            yield f"{applied.name} was applied with other contents; what is applied never changes"
    lacking = _lacking(live, wanted)
    if {one.phase for one in lacking} == {Phase.EXPAND, Phase.CONTRACT}:
        yield (
            "one release does not expand and contract: the code of before still needs what"
            f" {_names(lacking, Phase.CONTRACT)} takes away; release it later"
        )
    names = {service.name for service in live.services}
    for name in sorted(wanted.service_environments.keys() ^ names):
        here = (
            "is not on Render; create it" if name not in names else "is on Render and not declared"
        )
        yield f"the service {name} {here}"
    if first:
        return
    if live.page.deployment is None:
        yield "Vercel serves nothing yet, so there is nothing to go back to; say --first"
    for service in live.services:
        if service.deploy is None:
            yield f"{service.name} has no deploy yet to go back to; say --first"


def _lacking(live: Live, wanted: Wanted) -> list[Migration]:
    applied = {one.name for one in live.applied}
    return [one for one in wanted.migrations if one.name not in applied]


def _names(migrations: Sequence[Migration], phase: Phase) -> str:
    return ", ".join(one.name for one in migrations if one.phase is phase)


def _migrate(live: Live, wanted: Wanted, phase: Phase) -> Iterator[Step]:
    lacking = [one for one in _lacking(live, wanted) if one.phase is phase]
    if not lacking:
        return
    names = [one.name for one in lacking]
    reason = EXPANDED if phase is Phase.EXPAND else "what is taken away does not come back"
    yield Step(
        f"database.{phase.value}",
        f"{phase.value}: {', '.join(names)}",
        Command("database.migrate", {"migrations": names}),
        MIGRATE_S,
        no_undo=reason,
    )


def _environments(live: Live, wanted: Wanted) -> Iterator[Step]:
    page = live.page
    if page.environment != wanted.page_environment:
        yield _told("vercel", page.project, page.environment, wanted.page_environment)
    for service in live.services:
        fingerprint = wanted.service_environments[service.name]
        if service.environment != fingerprint:
            yield _told(service.name, service.id, service.environment, fingerprint)


def _told(name: str, id: str, before: str, after: str) -> Step:
    platform = "vercel" if name == "vercel" else "render"
    return Step(
        f"{name}.environment",
        f"settings of {name}: {before[:12]} becomes {after[:12]}",
        Command(f"{platform}.environment", {"id": id, "fingerprint": after}),
        ENVIRONMENT_S,
        Command(f"{platform}.environment", {"id": id, "fingerprint": before}),
    )


def _deploys(services: Sequence[ServiceLive], wanted: Wanted) -> Iterator[Step]:
    for service in services:
        told_anew = service.environment != wanted.service_environments[service.name]
        if service.commit == wanted.commit and not told_anew:
            continue
        undo = service.deploy and Command(
            "render.rollback",
            {
                "id": service.id,
                "deploy": service.deploy,
                # What is rolled back to starts with the settings of that moment.
                "environment": service.environment,
                "auto_deploys": service.auto_deploys,
            },
        )
        yield Step(
            f"{service.name}.deploy",
            f"{service.name}: {_short(service.commit)} becomes {_short(wanted.commit)}",
            Command(
                "render.deploy",
                {"id": service.id, "commit": wanted.commit, "before": service.deploy},
            ),
            RENDER_DEPLOY_S,
            undo or None,
            "" if undo else FIRST,
        )


def _moves(page: PageLive, wanted: Wanted) -> bool:
    return page.commit != wanted.commit or page.environment != wanted.page_environment


def _staged(page: PageLive, wanted: Wanted) -> Iterator[Step]:
    if _moves(page, wanted):
        yield Step(
            "vercel.stage",
            f"Vercel: stage {_short(wanted.commit)}, without a domain",
            Command(
                "vercel.stage",
                {
                    "project": page.project,
                    "commit": wanted.commit,
                    "settings": wanted.page_environment,
                },
            ),
            STAGE_S,
            no_undo="nobody is sent to a staged deployment",
        )


def _promoted(page: PageLive, wanted: Wanted) -> Iterator[Step]:
    if not _moves(page, wanted):
        return
    undo = page.deployment and Command(
        "vercel.rollback",
        {
            "project": page.project,
            "deployment": page.deployment,
            "assigns_domains": page.assigns_domains,
        },
    )
    yield Step(
        "vercel.promote",
        f"Vercel: {_short(page.commit)} becomes {_short(wanted.commit)} at the domains",
        Command(
            "vercel.promote", {"project": page.project, "deployment": {"from": "vercel.stage"}}
        ),
        PROMOTE_S,
        undo or None,
        "" if undo else FIRST,
    )


def _gates(page: PageLive, wanted: Wanted, where: str) -> Iterator[Step]:
    if not _moves(page, wanted):
        return
    deployment = {"from": "vercel.stage"} if where == "staged" else "domain"
    yield Step(
        f"gates.{where}",
        f"gates on the {'staged deployment' if where == 'staged' else 'real domain'}",
        Command("gates", {"at": deployment, "commit": wanted.commit, "before": page.deployment}),
        GATES_S,
        no_undo="a check changes nothing",
    )


def _model(live: Live, wanted: Wanted) -> Iterator[Step]:
    if wanted.champion is None or wanted.champion == live.champion:
        return
    undo = live.champion and Command("model.promote", {"digest": live.champion})
    yield Step(
        "model.promote",
        f"champion: {wanted.champion[:14]}",
        Command("model.promote", {"digest": wanted.champion}),
        MODEL_S,
        undo or None,
        "" if undo else FIRST,
    )


def _open_until_issued(live: Live, wanted: Wanted) -> Iterator[Step]:
    if _moves(live.page, wanted) or wanted.champion not in (None, live.champion):
        yield Step(
            "gates.issued",
            "the next slot's forecasts are issued",
            Command("gates", {"at": "domain", "gate": "issued"}),
            OPEN_S,
            no_undo="a check changes nothing",
        )


def _short(commit: str | None) -> str:
    return commit[:7] if commit else "nothing"
