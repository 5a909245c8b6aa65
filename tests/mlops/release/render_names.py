"""What the Blueprint calls its services."""

from typing import Any

import yaml

from mlops.local.settings import REPOSITORY


def render_services(environment: str, *, health: bool = False) -> dict[str, str]:
    """Names of an environment's long-lived services, with their health checks if asked for."""
    blueprint: Any = yaml.safe_load((REPOSITORY / "render.yaml").read_text())
    [project] = blueprint["projects"]
    [found] = [one for one in project["environments"] if one["name"] == environment]
    services = [one for one in found["services"] if one["type"] != "cron"]
    return {one["name"]: one.get("healthCheckPath", "") if health else "" for one in services}
