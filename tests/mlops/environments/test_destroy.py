"""An environment is taken away in reverse, seen to be gone, and what is left is said."""

import pytest
import yaml

from functions.domain.errors import InvalidInput
from mlops.environments.destroy import destroy
from mlops.environments.pieces import require_disposable, require_making
from mlops.release.declared.release import FILE, parse_release, read_release
from tests.mlops.environments.test_make import BLUEPRINT, DECLARED, NAME, Kept, made, make
from tests.mlops.environments.vendors import Vendors

NOTHING = dict.fromkeys(("neon", "upstash", "vercel", "domains", "render", "services"), 0)


async def destroyed(vendors: Vendors, said: list[str] | None = None) -> list[str]:
    said = [] if said is None else said
    return await destroy(vendors.hand(), NAME, DECLARED, BLUEPRINT, said.append)


async def test_all_of_it_is_gone_and_nothing_else(vendors: Vendors) -> None:
    await make(vendors, Kept())
    await vendors.neon.create("candor-production", "aws-us-east-1", 17)
    vendors.workspace.add("candor-mlflow-production", None, {})
    said: list[str] = []
    assert await destroyed(vendors, said) == []
    assert made(vendors) == NOTHING | {"neon": 1, "services": 1}
    assert said[-1] == "neon project candor-staging: gone"


async def test_what_was_never_made_is_no_failure(unjudged: Vendors) -> None:
    said: list[str] = []
    assert await destroyed(unjudged, said) == []
    assert all(line.endswith(": was not there") for line in said)


async def test_a_vendor_that_fails_stops_no_other_and_is_named(unjudged: Vendors) -> None:
    await make(unjudged, Kept())
    unjudged.fault("upstash", "500", "DELETE", None)
    [left] = await destroyed(unjudged)
    assert left.startswith("upstash database candor-staging: upstash")
    assert made(unjudged) == NOTHING | {"upstash": 1}
    unjudged.gates["upstash"].switch.set(None)
    assert await destroyed(unjudged) == []
    assert made(unjudged) == NOTHING


async def test_an_answer_that_is_lost_is_looked_after(unjudged: Vendors) -> None:
    await make(unjudged, Kept())
    unjudged.fault("neon", "lost", "DELETE")
    assert await destroyed(unjudged) == []
    assert made(unjudged) == NOTHING


async def test_a_service_that_stays_keeps_its_project(unjudged: Vendors) -> None:
    await make(unjudged, Kept())
    unjudged.fault("render", "409", "DELETE /v1/services", None)
    left = await destroyed(unjudged)
    assert len(left) == 7
    assert made(unjudged) == NOTHING | {"render": 1, "services": 6}


async def test_production_is_destroyed_by_nobody(unjudged: Vendors) -> None:
    production = read_release().environment("production")
    with pytest.raises(InvalidInput, match="production is never destroyed"):
        await destroy(unjudged.hand(), "production", production, BLUEPRINT, print)
    disposable = production.model_copy(update={"disposable": True})
    with pytest.raises(InvalidInput, match="production is never destroyed"):
        require_disposable("production", disposable)
    assert unjudged.calls == []


def test_what_release_yml_keeps_is_kept() -> None:
    kept = DECLARED.model_copy(update={"disposable": False})
    with pytest.raises(InvalidInput, match="does not say that staging is disposable"):
        require_disposable(NAME, kept)
    require_disposable(NAME, DECLARED)


@pytest.mark.parametrize("name", ["production", "development"])
def test_only_staging_is_made(name: str) -> None:
    with pytest.raises(InvalidInput, match="only staging is made"):
        require_making(name)


def test_release_yml_cannot_call_production_disposable() -> None:
    document = yaml.safe_load(FILE.read_text())
    document["environments"]["production"]["disposable"] = True
    with pytest.raises(InvalidInput, match="production is not disposable"):
        parse_release(document, "release.yml")
