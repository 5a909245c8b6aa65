"""What runs on both platforms now, as a plan looks at it."""

from functions.domain.errors import InvalidInput
from mlops.release.clients.fingerprint import fingerprint
from mlops.release.clients.render import Render
from mlops.release.clients.vercel import Vercel
from mlops.release.clients.vercel_environment import VercelEnvironment
from mlops.release.plan.state import PageLive, ServiceLive


async def page_live(vercel: Vercel, environment: VercelEnvironment, project: str) -> PageLive:
    """What Vercel serves at the project's domains.

    Raises InvalidInput where they do not all point to one deployment, VendorUnavailable,
    VendorRejected.
    """
    seen = await vercel.project(project)
    pointing = await vercel.domains(project)
    deployments = set(pointing.values())
    if len(deployments) > 1:
        where = ", ".join(f"{name} to {one}" for name, one in sorted(pointing.items()))
        raise InvalidInput(f"the domains of {seen.name} point to different deployments: {where}")
    [deployment] = deployments
    commit = (await vercel.deployment(deployment)).commit if deployment else None
    settings = await environment.fingerprint(project)
    return PageLive(seen.id, deployment, commit, settings, seen.assigns_domains)


async def service_live(render: Render, name: str) -> ServiceLive:
    """One service on Render. Raises InvalidInput where there is not one."""
    service = await render.named(name)
    deploy = await render.live(service.id)
    return ServiceLive(
        name=name,
        id=service.id,
        deploy=deploy.id if deploy else None,
        commit=deploy.source if deploy else None,
        environment=fingerprint(await render.environment(service.id)),
        auto_deploys=service.auto_deploys,
    )
