"""A service of the Blueprint as Render's API is asked to make it: pure.

The API knows neither groups nor wires between services, so each value is told plainly. A
service's name on the private network is its name.
"""

from collections.abc import Mapping
from typing import Any

from mlops.deployment.render.blueprint import Service, Variable

KINDS = {"web": "web_service", "pserv": "private_service", "worker": "background_worker",
         "cron": "cron_job"}  # fmt: skip
DEPTH_MAX = 5
"""How often a value may be taken from another service; more is a circle."""


def service_body(
    service: Service,
    others: Mapping[str, Service],
    told: Mapping[str, str],
    place: Mapping[str, str],
) -> dict[str, Any]:
    """What POST /services is told. `place` has `environmentId`, `repo` and `branch`."""
    entry = service.entry
    variables = {one.key: value_of(one, others, told) for one in service.variables}
    body: dict[str, Any] = {
        "type": KINDS[service.kind],
        "name": service.name,
        "environmentId": place["environmentId"],
        "autoDeploy": "no",
        "envVars": [{"key": key, "value": value} for key, value in variables.items() if value],
    }
    details: dict[str, Any] = {"plan": service.plan.replace(" ", "_"), "region": service.region}
    if entry["runtime"] == "image":
        body["image"] = {"imagePath": entry["image"]["url"], "ownerId": place["ownerId"]}
        details["runtime"] = "image"
        details["envSpecificDetails"] = {"dockerCommand": str(entry.get("dockerCommand", ""))}
    else:
        body |= {"repo": place["repo"], "branch": place["branch"]}
        details["runtime"] = "docker"
        details["envSpecificDetails"] = {
            "dockerfilePath": entry["dockerfilePath"],
            "dockerContext": entry["dockerContext"],
        }
    for key in ("healthCheckPath", "disk", "schedule"):
        if key in entry:
            details[key] = entry[key]
    return {**body, "serviceDetails": details}


def value_of(
    variable: Variable, others: Mapping[str, Service], told: Mapping[str, str], depth: int = 0
) -> str:
    """A variable's value, empty where nobody has told it yet."""
    if variable.literal is not None:
        return variable.literal
    source = variable.entry.get("fromService")
    if source is None or depth == DEPTH_MAX:
        return told.get(variable.key, "")
    other = others[source["name"]]
    theirs = {one.key: one for one in other.variables}
    if key := source.get("envVarKey"):
        return value_of(theirs[key], others, told, depth + 1)
    port = theirs["PORT"].literal if "PORT" in theirs else ""
    return f"{other.name}:{port}" if source["property"] == "hostport" else other.name
