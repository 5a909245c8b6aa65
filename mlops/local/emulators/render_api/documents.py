"""The shapes of Render's answers (its OpenAPI document, 2026)."""

from datetime import datetime
from typing import Any

from mlops.local.emulators.render_api.workspace import Deploy, Project, Service

OWNER = "tea-local"


def service_document(service: Service) -> dict[str, Any]:
    """A web service from a Dockerfile, or what it was made as."""
    time, asked = instant(service.created_at), service.asked
    details = asked.get("serviceDetails", {})
    kind = asked.get("type", "web_service")
    disk = details.get("disk")
    return {
        **({"environmentId": asked["environmentId"]} if asked else {}),
        "id": service.id,
        "name": service.name,
        "ownerId": OWNER,
        "type": kind,
        "slug": service.name,
        "rootDir": "",
        "repo": asked.get("repo", "https://git.example/candor"),
        "branch": asked.get("branch", "main"),
        "autoDeploy": service.auto_deploy,
        "notifyOnFail": "default",
        "suspended": service.suspended,
        "suspenders": ["user"] if service.suspended == "suspended" else [],
        "createdAt": time,
        "updatedAt": time,
        "dashboardUrl": f"https://render.example/web/{service.id}",
        "serviceDetails": {
            **({"disk": {"id": f"dsk-{service.id[-20:]}", **disk}} if disk else {}),
            "env": "docker",
            "runtime": "docker",
            "envSpecificDetails": {
                "dockerCommand": "",
                "dockerContext": ".",
                "dockerfilePath": "./Dockerfile",
            },
            "plan": details.get("plan", "starter"),
            "region": "virginia",
            "numInstances": 1,
            "buildPlan": "starter",
            "healthCheckPath": "/health",
            "openPorts": [],
            "url": service.url,
        },
    }


def project_document(project: Project) -> dict[str, Any]:
    """A project with its environment."""
    time = instant(project.created_at)
    return {
        "id": project.id,
        "name": project.name,
        "createdAt": time,
        "updatedAt": time,
        "owner": {"id": OWNER, "name": "local", "email": "local@example.com", "type": "team"},
        "environmentIds": [project.environment],
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
