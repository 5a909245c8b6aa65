"""What Render's schema lets through and Render, or we, would regret: each a sentence.

Pure functions over a Blueprint; what a service must be told is `blueprint_names`', and when
cron jobs run is `render_crons`'.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from mlops.deployment.render.blueprint import Blueprint, Environment, Finding, Service, Variable
from mlops.deployment.render.names import check_names
from mlops.deployment.render.secret_literal import secret_because

SERVICE_PLANS = ("free", "starter", "standard", "pro", "pro plus", "pro max", "pro ultra")
"""The schema's list has the databases' plans in it too."""

SHARED = (
    "type", "runtime", "dockerfilePath", "dockerContext", "dockerCommand", "image",
    "healthCheckPath", "schedule",
)  # fmt: skip
"""What must be the same in every environment; plan, disk, scale and values need not be."""


def check_blueprint(blueprint: Blueprint) -> list[Finding]:
    """Everything wrong with it, in the file's order."""
    found: list[Finding] = []
    for environment in blueprint.environments:
        found += check_groups(environment)
        for service in environment.services:
            for rule in RULES:
                found += rule(service)
            found += check_wiring(service, environment)
    found += check_unique(blueprint.services)
    found += check_regions(list(blueprint.services))
    found += check_environments([one for one in blueprint.environments if one.name])
    return found


def check_plan(service: Service) -> Iterator[Finding]:
    """The plan exists, and has what the service asks of it."""
    name, plan = service.name, service.plan
    if plan not in SERVICE_PLANS:
        said = f"has the plan {plan!r}" if plan else "names no plan"
        yield Finding(f"{name} {said}; a service's plans are {', '.join(SERVICE_PLANS)}")
    if plan != "free":
        return
    if service.kind != "web":
        yield Finding(
            f"{name} is a {service.kind} on the free plan, which has web services only;"
            " give it the plan starter, or run it elsewhere"
        )
    if "disk" in service.entry:
        yield Finding(
            f"{name} has a disk on the free plan, which keeps no disk; give it the plan starter"
        )
    if "scaling" in service.entry or service.entry.get("numInstances", 1) > 1:
        yield Finding(f"{name} has several instances on the free plan, which runs one")


def check_disk(service: Service) -> Iterator[Finding]:
    """A disk belongs to one instance, and a deploy takes it away from the old one first."""
    if "disk" not in service.entry:
        return
    if "scaling" in service.entry or service.entry.get("numInstances", 1) > 1:
        yield Finding(
            f"{service.name} has a disk and several instances; a disk is one instance's:"
            " drop `scaling` and `numInstances`, or the disk"
        )
    if service.kind == "web":
        yield Finding(
            f"{service.name} is a web service with a disk: each deploy stops it before the new"
            " one starts; keep its state elsewhere if readers depend on it",
            "warning",
        )


def check_scaling(service: Service) -> Iterator[Finding]:
    """Autoscaling has a range and something to scale by."""
    scaling = service.entry.get("scaling")
    if scaling is None:
        return
    if scaling.get("minInstances", 1) > scaling.get("maxInstances", 1):
        yield Finding(f"{service.name} scales from more instances than it may have; swap them")
    if not {"targetCPUPercent", "targetMemoryPercent"} & scaling.keys():
        yield Finding(f"{service.name} scales by nothing; name targetCPUPercent or Memory's")


def check_deploys(service: Service) -> Iterator[Finding]:
    """Nothing deploys by itself; an image is not followed anyway."""
    if service.entry.get("runtime") == "image":
        if ":" not in str(service.entry["image"]["url"]).rsplit("/", 1)[-1]:
            yield Finding(f"{service.name} runs an image without a version; write one after `:`")
        return
    if service.entry.get("autoDeployTrigger") != "off" or service.entry.get("autoDeploy"):
        yield Finding(
            f'{service.name} deploys by itself; write `autoDeployTrigger: "off"`, quoted,'
            " so that a release is an act"
        )


def check_health(service: Service) -> Iterator[Finding]:
    """A web service says where Render asks whether the new one is well."""
    if service.kind == "web" and not service.entry.get("healthCheckPath"):
        yield Finding(
            f"{service.name} has no healthCheckPath; without one a deploy that answers nothing"
            " takes over"
        )


def check_literals(service: Service) -> Iterator[Finding]:
    """No secret is written in the file; a group's are the group's."""
    own = [one for one in service.entry.get("envVars", ()) if "key" in one]
    yield from _literals(service.name, [Variable(str(one["key"]), one) for one in own])


def check_groups(environment: Environment) -> Iterator[Finding]:
    """Groups hold what Render takes in groups, and no secret."""
    for name, variables in environment.groups.items():
        yield from _literals(f"group {name}", variables)
        for one in variables:
            if one.entry.get("sync") is False:
                yield Finding(
                    f"group {name} leaves {one.key} to be asked for, which Render does for"
                    " services only; move it to the service"
                )


def check_wiring(service: Service, environment: Environment) -> Iterator[Finding]:
    """What a service takes from another is in its own environment."""
    there = {one.name: one for one in environment.services}
    for name in service.group_names:
        if name not in environment.groups:
            yield Finding(f"{service.name} takes the group {name}, which its environment lacks")
    for variable in service.variables:
        source = variable.entry.get("fromService")
        if source is None:
            continue
        other = there.get(source["name"])
        if other is None:
            yield Finding(
                f"{service.name} takes {variable.key} from {source['name']}, which is not in its"
                " environment; environments share nothing"
            )
        elif (key := source.get("envVarKey")) and key not in {one.key for one in other.variables}:
            yield Finding(f"{service.name} takes {key} from {other.name}, which has none")


def check_unique(services: Iterable[Service]) -> Iterator[Finding]:
    """Every name is one service's."""
    for name, times in Counter(service.name for service in services).items():
        if times > 1:
            yield Finding(f"{name} is the name of {times} services; give each its own")


def check_regions(services: list[Service]) -> Iterator[Finding]:
    """One region: private addresses end at its border, and so does the short way to Neon."""
    counted = Counter(service.region for service in services)
    if len(counted) < 2:
        return
    home = counted.most_common(1)[0][0]
    for service in services:
        if service.region != home:
            yield Finding(
                f"{service.name} is in {service.region}, the others in {home}; services of two"
                f" regions cannot speak privately: write `region: {home}`"
            )


def check_environments(environments: list[Environment]) -> Iterator[Finding]:
    """Staging is production's shape, or it shows nothing about it."""
    if not environments:
        return
    model = environments[-1]
    expected = {service.role: service for service in model.services}
    for environment in environments[:-1]:
        present = {service.role: service for service in environment.services}
        for role in sorted(expected.keys() ^ present.keys()):
            lacking = environment.name if role in expected else model.name
            yield Finding(f"{lacking} has no {role}, the other environment has; add or remove it")
        for role in sorted(expected.keys() & present.keys()):
            yield from _differences(present[role], expected[role])
    if model.entry.get("permissions", {}).get("protection") != "enabled":
        yield Finding(f"environment {model.name} is not protected; write `protection: enabled`")
    for environment in environments:
        if environment.entry.get("networking", {}).get("isolation") != "enabled":
            yield Finding(
                f"environment {environment.name} can be reached privately from the others; write"
                " `isolation: enabled`"
            )


def _differences(one: Service, other: Service) -> Iterator[Finding]:
    for field in SHARED:
        if one.entry.get(field) != other.entry.get(field):
            yield Finding(
                f"{one.name} and {other.name} differ in {field}; environments are one shape"
            )
    keys = {variable.key for variable in one.variables}
    for key in sorted(keys ^ {variable.key for variable in other.variables}):
        lacking = other.name if key in keys else one.name
        yield Finding(f"{lacking} is not told {key}, the other environment's is")


def _literals(owner: str, variables: Iterable[Variable]) -> Iterator[Finding]:
    for one in variables:
        if one.literal is not None and (because := secret_because(one.key, one.literal)):
            yield Finding(
                f"{owner} has {one.key} written in the file, and {because}; write"
                " `sync: false` or `generateValue: true`, and change the secret that was shown"
            )


RULES: tuple[Callable[[Service], Iterator[Finding]], ...] = (
    check_plan,
    check_disk,
    check_scaling,
    check_deploys,
    check_health,
    check_literals,
    check_names,
)
