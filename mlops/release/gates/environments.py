"""How the environments of release.yml are reached: on this machine, and on the platforms."""

import httpx

from mlops.local.stack_record import RunningStack
from mlops.monitoring.watcher.watch import PROMETHEUS_USER
from mlops.operations import OperationsSettings, ReleaseSettings
from mlops.release.clients.render import Render
from mlops.release.clients.vercel import Vercel
from mlops.release.declared.release import Environment
from mlops.release.gates.reach import Reach, on_render, on_vercel


async def local_reach(
    environment: Environment, stack: RunningStack, vercel: Vercel, render: Render
) -> Reach:
    """What the emulated platforms serve, on the stack that runs on this machine.

    Prometheus is asked where it watches the stack: what is deployed counts there too. Raises
    as `deployed_reach` does.
    """
    return Reach(
        environment.url,
        stack.cron_secret,
        on_vercel(vercel, "http"),
        await on_render(render, environment.render),
        _prometheus(stack.prometheus_url, stack.prometheus_password),
    )


async def deployed_reach(
    environment: Environment,
    operations: OperationsSettings,
    platforms: ReleaseSettings,
    vercel: Vercel,
    render: Render,
) -> Reach:
    """An environment on Vercel and Render. Raises InvalidInput, VendorUnavailable, VendorRejected.

    Without PROMETHEUS_URL nobody asks Prometheus: only our own requests are judged.
    """
    password, bypass = operations.prometheus_password, platforms.vercel_automation_bypass_secret
    return Reach(
        environment.url,
        operations.cron_secret.get_secret_value(),
        on_vercel(vercel),
        await on_render(render, environment.render),
        _prometheus(
            str(operations.prometheus_url or ""), password.get_secret_value() if password else ""
        ),
        bypass.get_secret_value() if bypass else "",
    )


def _prometheus(url: str, password: str) -> str:
    """Its address with the user in it; empty where there is none."""
    if not url:
        return ""
    return str(httpx.URL(url).copy_with(username=PROMETHEUS_USER, password=password))
