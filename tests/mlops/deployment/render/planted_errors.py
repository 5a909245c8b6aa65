"""Errors planted in the committed render.yaml, one at a time, and what is said of each."""

import copy
from collections.abc import Callable
from typing import Any

import yaml

from mlops.deployment.render.blueprint import Blueprint, Finding
from mlops.deployment.render.check import check_blueprint
from mlops.local.settings import REPOSITORY

SERVICES = ("mlflow", "prometheus", "alertmanager", "watcher", "grafana", "tick")
Mutation = Callable[[dict[str, Any]], Any]


def production() -> dict[str, Any]:
    """The last environment of the committed file, by role, each test's own."""
    return copy.deepcopy(yaml.safe_load((REPOSITORY / "render.yaml").read_text()))


def services(document: dict[str, Any], environment: int = 1) -> dict[str, dict[str, Any]]:
    """An environment's services by role."""
    listed = document["projects"][0]["environments"][environment]["services"]
    return dict(zip(SERVICES, listed, strict=True))


def variable(service: dict[str, Any], key: str) -> dict[str, Any]:
    """One of a service's variables."""
    return next(one for one in service["envVars"] if one.get("key") == key)


def findings(mutate: Mutation) -> list[Finding]:
    """What is said of the committed file after one change."""
    document = production()
    mutate(document)
    return check_blueprint(Blueprint.parse(yaml.safe_dump(document)))


def in_both(change: Callable[[dict[str, dict[str, Any]]], Any]) -> Mutation:
    """The same change in staging and production, so that only one rule speaks."""

    def mutate(document: dict[str, Any]) -> None:
        change(services(document, 0))
        change(services(document, 1))

    return mutate


RANDOM = "q9X2vLr8TzK4mWb7NcYd1HsJ"
SEVERAL = "several instances; a disk is one instance's: drop `scaling`"

PLANTED: list[tuple[str, Mutation, str]] = [
    (
        "a disk on a free plan",
        lambda d: services(d)["prometheus"].update(type="web", plan="free"),
        (
            "candor-prometheus-production has a disk on the free plan, which keeps no disk;"
            " give it the plan starter"
        ),
    ),
    (
        "a private service on a free plan",
        lambda d: services(d)["alertmanager"].update(plan="free"),
        "candor-alertmanager-production is a pserv on the free plan, which has web services only",
    ),
    (
        "a cron job on a free plan",
        lambda d: services(d)["tick"].update(plan="free"),
        "candor-tick-production is a cron on the free plan, which has web services only",
    ),
    (
        "a database's plan",
        lambda d: services(d)["mlflow"].update(plan="basic-1gb"),
        "candor-mlflow-production has the plan 'basic-1gb'; a service's plans are free, starter",
    ),
    (
        "no plan",
        lambda d: services(d)["mlflow"].pop("plan"),
        "candor-mlflow-production names no plan; a service's plans are",
    ),
    (
        "a literal under a secret's name",
        lambda d: variable(services(d)["tick"], "CRON_SECRET").update(value="hunter2", sync=True),
        (
            "candor-tick-production has CRON_SECRET written in the file, and its name says it is a"
            " secret; write `sync: false` or `generateValue: true`"
        ),
    ),
    (
        "a random literal under another name",
        lambda d: variable(services(d)["grafana"], "PROMETHEUS_SCHEME").update(value=RANDOM),
        "candor-grafana-production has PROMETHEUS_SCHEME written in the file, and it is as random",
    ),
    (
        "an address with a password",
        lambda d: variable(services(d)["grafana"], "PROMETHEUS_SCHEME").update(
            value="http://watcher:pw@host"
        ),
        "candor-grafana-production has PROMETHEUS_SCHEME written in the file, and it is an address",
    ),
    (
        "a secret in a group",
        lambda d: d["projects"][0]["environments"][1]["envVarGroups"][0]["envVars"][1].update(
            value="short", generateValue=False
        ),
        "group candor-production has METRICS_TOKEN written in the file",
    ),
    (
        "a group that is to be asked for",
        lambda d: d["projects"][0]["environments"][0]["envVarGroups"][0]["envVars"].append(
            {"key": "CANDOR_ENV", "sync": False}
        ),
        "group candor-staging leaves CANDOR_ENV to be asked for, which Render does for services",
    ),
    (
        "a second region",
        lambda d: services(d)["grafana"].update(region="frankfurt"),
        "candor-grafana-production is in frankfurt, the others in virginia; services of two",
    ),
    (
        "a forgotten region, which is Render's own",
        lambda d: services(d)["grafana"].pop("region"),
        "candor-grafana-production is in oregon, the others in virginia",
    ),
    (
        "a deploy on each push",
        lambda d: services(d)["mlflow"].update(autoDeployTrigger="commit"),
        'candor-mlflow-production deploys by itself; write `autoDeployTrigger: "off"`',
    ),
    (
        "an unquoted off, which YAML reads as false",
        lambda d: services(d)["mlflow"].update(autoDeployTrigger=False),
        "candor-mlflow-production deploys by itself",
    ),
    (
        "no health path",
        in_both(lambda s: s["mlflow"].pop("healthCheckPath")),
        "candor-mlflow-production has no healthCheckPath; without one a deploy that answers",
    ),
    (
        "two instances on one disk",
        lambda d: services(d)["prometheus"].update(numInstances=2),
        f"candor-prometheus-production has a disk and {SEVERAL}",
    ),
    (
        "autoscaling on one disk",
        lambda d: services(d)["prometheus"].update(
            scaling={"minInstances": 1, "maxInstances": 3, "targetCPUPercent": 70}
        ),
        f"candor-prometheus-production has a disk and {SEVERAL}",
    ),
    (
        "autoscaling by nothing",
        lambda d: services(d)["mlflow"].update(scaling={"minInstances": 1, "maxInstances": 2}),
        "candor-mlflow-production scales by nothing",
    ),
    (
        "autoscaling backwards",
        lambda d: services(d)["mlflow"].update(
            scaling={"minInstances": 3, "maxInstances": 2, "targetCPUPercent": 70}
        ),
        "candor-mlflow-production scales from more instances than it may have",
    ),
    (
        "an image without a version",
        in_both(lambda s: s["tick"]["image"].update(url="docker.io/curlimages/curl")),
        "candor-tick-production runs an image without a version",
    ),
    (
        "a service in one environment only",
        lambda d: d["projects"][0]["environments"][0]["services"].pop(),
        "staging has no candor-tick, the other environment has",
    ),
    (
        "environments of different health paths",
        lambda d: services(d, 0)["mlflow"].update(healthCheckPath="/"),
        "candor-mlflow-staging and candor-mlflow-production differ in healthCheckPath",
    ),
    (
        "environments told different things",
        lambda d: services(d, 0)["mlflow"]["envVars"].append(
            {"key": "MLFLOW_CORS_ORIGINS", "sync": False}
        ),
        "candor-mlflow-production is not told MLFLOW_CORS_ORIGINS, the other environment's is",
    ),
    (
        "a required name missing",
        in_both(lambda s: s["mlflow"]["envVars"].pop(0)),
        "candor-mlflow-production is not told MLFLOW_BACKEND_URL, without which it does not start",
    ),
    (
        "a misspelt name",
        in_both(lambda s: s["mlflow"]["envVars"].append({"key": "MLFLOW_ARTEFACTS", "value": "x"})),
        "candor-mlflow-production is told MLFLOW_ARTEFACTS, which nothing there reads",
    ),
    (
        "wiring across environments",
        lambda d: variable(services(d)["prometheus"], "ALERTMANAGER_ADDRESS")["fromService"].update(
            name="candor-alertmanager-staging"
        ),
        "candor-prometheus-production takes ALERTMANAGER_ADDRESS from candor-alertmanager-staging",
    ),
    (
        "wiring to a variable that is not there",
        lambda d: variable(services(d)["tick"], "CANDOR_URL")["fromService"].update(
            name="candor-grafana-production"
        ),
        "candor-tick-production takes CANDOR_URL from candor-grafana-production, which has none",
    ),
    (
        "a group of another environment",
        lambda d: services(d)["prometheus"]["envVars"][0].update(fromGroup="candor-staging"),
        "candor-prometheus-production takes the group candor-staging, which its environment lacks",
    ),
    (
        "one name twice",
        lambda d: services(d, 0)["grafana"].update(name="candor-mlflow-staging"),
        "candor-mlflow-staging is the name of 2 services",
    ),
    (
        "an unprotected production",
        lambda d: d["projects"][0]["environments"][1]["permissions"].update(protection="disabled"),
        "environment production is not protected",
    ),
    (
        "an environment open to the other",
        lambda d: d["projects"][0]["environments"][0].pop("networking"),
        "environment staging can be reached privately from the others",
    ),
    (
        "a Dockerfile nobody knows",
        in_both(lambda s: s["mlflow"].update(dockerfilePath="./Dockerfile")),
        "candor-mlflow-production is built from ./Dockerfile; add what it runs to",
    ),
]
