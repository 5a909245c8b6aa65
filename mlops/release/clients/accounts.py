"""The accounts that an environment's settings name."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from mlops.operations import NeonSettings, PlatformSettings, UpstashSettings
from mlops.release.clients.api import Api
from mlops.release.clients.neon import Neon
from mlops.release.clients.upstash import Upstash


def own_name(environment: str) -> str:
    """What an environment's project at Neon is called, and its database at Upstash."""
    return f"candor-{environment}"


def render_api(settings: PlatformSettings) -> Api:
    """Render's API."""
    url, key = str(settings.render_api_url), settings.render_api_key
    return Api("render", url, key.get_secret_value())


def vercel_api(settings: PlatformSettings) -> Api:
    """Vercel's API, for the team that owns the project."""
    url, token, team = str(settings.vercel_api_url), settings.vercel_token, settings.vercel_team_id
    return Api("vercel", url, token.get_secret_value(), {"teamId": team} if team else None)


def neon_api(settings: NeonSettings) -> Api:
    """Neon's API."""
    return Api("neon", str(settings.neon_api_url), settings.neon_api_key.get_secret_value())


def upstash_api(settings: UpstashSettings) -> Api:
    """Upstash's developer API, whose version is part of every path."""
    url = f"{str(settings.upstash_api_url).rstrip('/')}/v2"
    key = settings.upstash_api_key.get_secret_value()
    return Api("upstash", url, key, user=settings.upstash_email)


@asynccontextmanager
async def neon(settings: NeonSettings) -> AsyncIterator[Neon]:
    """Neon, for the length of a block."""
    async with neon_api(settings) as api:
        yield Neon(api, settings.neon_org_id or "")


@asynccontextmanager
async def upstash(settings: UpstashSettings) -> AsyncIterator[Upstash]:
    """Upstash, for the length of a block."""
    async with upstash_api(settings) as api:
        yield Upstash(api)
