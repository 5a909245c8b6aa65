"""The shapes of Render's answers (its OpenAPI document, 2026)."""

from datetime import datetime
from typing import Any

from mlops.local.emulators.render_api.workspace import Deploy, Service

OWNER = "tea-local"


def service_document(service: Service) -> dict[str, Any]:
    """A web service from a Dockerfile."""
    time = instant(service.created_at)
    return {
        "id": service.id,
        "name": service.name,
        "ownerId": OWNER,
        "type": "web_service",
        "slug": service.name,
        "rootDir": "",
        "repo": "https://git.example/candor",
        "branch": "main",
        "autoDeploy": service.auto_deploy,
        "notifyOnFail": "default",
        "suspended": service.suspended,
        "suspenders": ["user"] if service.suspended == "suspended" else [],
        "createdAt": time,
        "updatedAt": time,
        "dashboardUrl": f"https://render.example/web/{service.id}",
        "serviceDetails": {
            "env": "docker",
            "runtime": "docker",
            "envSpecificDetails": {
                "dockerCommand": "",
                "dockerContext": ".",
                "dockerfilePath": "./Dockerfile",
            },
            "plan": "starter",
            "region": "virginia",
            "numInstances": 1,
            "buildPlan": "starter",
            "healthCheckPath": "/health",
            "openPorts": [],
            "url": service.url,
        },
    }


def deploy_document(deploy: Deploy) -> dict[str, Any]:
    """A deploy of a commit."""
    time = instant(deploy.created_at)
    return {
        "id": deploy.id,
        "commit": {"id": deploy.commit, "message": "a commit", "createdAt": time},
        "status": deploy.status,
        "trigger": deploy.trigger,
        "createdAt": time,
        "updatedAt": time,
    }


def instant(time: datetime) -> str:
    """RFC 3339 in UTC, to the microsecond."""
    return time.isoformat(timespec="microseconds").replace("+00:00", "Z")
