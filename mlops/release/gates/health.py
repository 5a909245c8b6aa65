"""The page, the API and every service answer, and run the released commit where they say so."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from functions.documents.front.policy import hashes
from mlops.release.declared.gates import Health
from mlops.release.gates.target import Service, Target
from mlops.release.gates.traffic import Site
from mlops.release.verdict import Outcome, Verdict

LOOK_EVERY_S = 2.0
VERSION = "/api/v1/version"
SHOWN_CHARS_MAX = 60
"""A commit with what may follow it: of a checkout with changes it is more than its 40 digits."""
LOGIN = frozenset({401, 403})
LOCKED = "asks for a login; give VERCEL_AUTOMATION_BYPASS_SECRET, which opens protected deployments"

Look = Callable[[], Awaitable[str]]
"""Gives what is wrong; nothing where all is well."""


async def health(target: Target, figures: Health) -> list[Verdict]:
    """Each is looked at until it is well, for `within_s` seconds; what wakes up is given time."""
    looks: dict[str, Look] = {
        "the page": lambda: _page(target),
        "the API": lambda: _api(target),
        "the commit": _saying(target.api, VERSION, "the API", target.commit),
    }
    looks |= {name: _looking_at(service) for name, service in target.services.items()}
    looks |= {
        f"the commit of {name}": _saying(service.site, service.version, "it", target.commit)
        for name, service in target.services.items()
        if service.version
    }
    judged = (_judged(target, name, look, figures.within_s) for name, look in looks.items())
    return list(await asyncio.gather(*judged))


async def _judged(target: Target, name: str, look: Look, within_s: float) -> Verdict:
    began, looked = target.pace.monotonic(), 0
    while True:
        wrong, looked = await look(), looked + 1
        spent_s = target.pace.monotonic() - began
        if not wrong:
            return Verdict(Outcome.PASSED, f"{name} is well", looked, round(spent_s, 1))
        if spent_s >= within_s:
            said = f"{name}: {wrong}, for {spent_s:.0f} s"
            return Verdict(Outcome.FAILED, said, looked, round(spent_s, 1))
        await target.pace.sleep(LOOK_EVERY_S)


async def _page(target: Target) -> str:
    answer = await target.api.get("/")
    if answer.status in LOGIN:
        return LOCKED
    if not answer.is_ok:
        return answer.said
    if b"<html" not in answer.body[:1_000].lower():
        return "answers with no page"
    # Whose header counts, the function's or vercel.json's, is for the platform to say; of two a
    # browser holds the page to both (Content Security Policy Level 3, 4.2).
    inside = hashes(answer.body.decode(errors="replace"))
    if all(_allows(policy, inside) for policy in answer.policies):
        return ""
    return "its policy forbids its own styles or script, so readers see a bare page"


def _allows(policy: str, inside: Mapping[str, list[str]]) -> bool:
    """Whether a policy names every hash where it counts; where a directive is not said, default."""
    words = (directive.split() for directive in policy.split(";"))
    said = {name: sources for name, *sources in filter(None, words)}
    default = said.get("default-src")
    allowed = {name: said.get(name, default) for name in inside}
    return all(
        sources is None or set(inside[name]) <= set(sources) for name, sources in allowed.items()
    )


async def _api(target: Target) -> str:
    answer = await target.api.get("/api/health")
    if not answer.is_ok:
        return answer.said
    try:
        return "" if answer.document()["status"] == "ok" else "says that it is not well"
    except (ValueError, KeyError, TypeError):
        return "answers in a form that is not known"


def _looking_at(service: Service) -> Look:
    async def look() -> str:
        answer = await service.site.get(service.health)
        return "" if answer.is_ok else answer.said

    return look


def _saying(site: Site, path: str, who: str, commit: str | None) -> Look:
    async def look() -> str:
        answer = await site.get(path)
        if not answer.is_ok:
            return answer.said
        try:
            runs = str(answer.document()["commit"])
        except (ValueError, KeyError, TypeError):
            return f"{who} does not say what it runs"
        if commit in (None, runs):
            return ""
        return f"{who} runs {runs[:SHOWN_CHARS_MAX]}, not {commit}"

    return look
