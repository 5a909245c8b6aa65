"""The shapes of Vercel's answers (its OpenAPI document, 2026)."""

from datetime import datetime
from typing import Any

from mlops.local.emulators.vercel.site import Deployment, Job, Site

ACCOUNT = "team_local"
CREATOR = {"uid": "user_local", "email": "local@example.com", "username": "local"}


def project_document(site: Site) -> dict[str, Any]:
    """The project with its newest job."""
    job = site.last_job()
    resources = {"functionDefaultRegions": ["iad1"]}
    return {
        "id": site.id,
        "name": site.name,
        "accountId": ACCOUNT,
        "directoryListing": False,
        "nodeVersion": "22.x",
        "resourceConfig": resources,
        "defaultResourceConfig": resources,
        "autoAssignCustomDomains": site.assigns_domains,
        "lastAliasRequest": job and _job_document(job),
    }


def deployment_document(site: Site, one: Deployment) -> dict[str, Any]:
    """One deployment, as its owner sees it."""
    created = milliseconds(one.created_at)
    promoted = one.id in site.domains().values()
    return {
        "id": one.id,
        "url": one.url,
        "name": site.name,
        "type": "LAMBDAS",
        "version": 2,
        "projectId": site.id,
        "ownerId": ACCOUNT,
        "plan": "pro",
        # Vercel says null of a preview, which its own document does not allow.
        **({"target": one.target} if one.target else {}),
        "meta": one.meta,
        "readyState": one.state,
        "status": one.state,
        "readySubstate": "PROMOTED" if promoted else "STAGED",
        "aliasAssigned": promoted,
        "autoAssignCustomDomains": one.takes_domains,
        "errorMessage": (one.problem or "the build failed") if one.state == "ERROR" else None,
        "creator": {"uid": CREATOR["uid"], "username": CREATOR["username"]},
        "createdAt": created,
        "bootedAt": created,
        "buildingAt": created,
        "createdIn": "iad1",
        "regions": ["iad1"],
        "public": False,
        "buildSkipped": False,
        "isInConcurrentBuildsQueue": False,
        "isInSystemBuildsQueue": False,
        "inspectorUrl": None,
        "build": {"env": []},
        "env": [],
        "projectSettings": {},
        "routes": None,
    }


def listed_deployment(site: Site, one: Deployment) -> dict[str, Any]:
    """One deployment in a list, where its id has another name."""
    return {
        "uid": one.id,
        "url": one.url,
        "name": site.name,
        "type": "LAMBDAS",
        "projectId": site.id,
        "target": one.target,
        "meta": one.meta,
        "readyState": one.state,
        "state": one.state,
        "creator": CREATOR,
        "created": milliseconds(one.created_at),
        "inspectorUrl": None,
    }


def domain_document(site: Site, name: str) -> dict[str, Any]:
    """A production domain."""
    return {"name": name, "apexName": name, "projectId": site.id, "verified": True}


def alias_document(site: Site, name: str, deployment: str | None) -> dict[str, Any]:
    """Where a domain points."""
    return {
        "uid": f"als_{name}",
        "alias": name,
        "created": site.created_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "deploymentId": deployment,
        "projectId": site.id,
    }


def milliseconds(time: datetime) -> int:
    """Since 1970."""
    return int(time.timestamp() * 1000)


def _job_document(job: Job) -> dict[str, Any]:
    return {
        "fromDeploymentId": job.before,
        "toDeploymentId": job.to,
        "jobStatus": job.status,
        "requestedAt": milliseconds(job.requested_at),
        "type": job.kind,
    }
