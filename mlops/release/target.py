"""One environment as a release reaches it: its platforms, its database, what it is told."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from pydantic import SecretStr

from functions.adapters.system import SystemClock
from functions.domain.errors import InvalidInput
from functions.environment import read_settings
from mlops.configuration.catalogue import settings_of
from mlops.configuration.check import check, chosen_consumers, read_operations
from mlops.configuration.consumers import CONSUMERS
from mlops.local.running_stack import running_stack
from mlops.local.stack_record import RunningStack
from mlops.operations import ReleaseSettings
from mlops.release.champion import model_handlers
from mlops.release.checkout import Checkout
from mlops.release.clients.accounts import render_api, vercel_api
from mlops.release.clients.pace import Pace
from mlops.release.clients.render import Render
from mlops.release.clients.vercel import Vercel
from mlops.release.clients.vercel_environment import VercelEnvironment
from mlops.release.database import Database
from mlops.release.declared.release import Environment
from mlops.release.execute import Handler
from mlops.release.handlers.cli_stager import CliStager
from mlops.release.handlers.render import RenderHandlers, SaysCommit
from mlops.release.handlers.stager import CreatingStager, Stager
from mlops.release.handlers.vercel import VercelHandlers
from mlops.release.handlers.version import SaidVersions, nobody_says
from mlops.release.preflight.build_size import Size, measured
from mlops.release.preflight.quota_sources import RenderPipeline, VercelDeployments, of_databases
from mlops.release.preflight.quotas import QuotaSource
from mlops.release.secrets.register import Register
from mlops.release.secrets.told import ToldVault
from mlops.release.serving import Serving, served_nowhere, serving_of
from mlops.release.vault.kept import vault_of
from mlops.release.vault.vault import Vault

ON_THE_PAGE = ("vercel", "page")
"""The consumers that Vercel tells their settings: the function, and the page's build."""
LOOPBACKS = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Target:
    """Everything that a release of one environment speaks to.

    `given` are its settings, values and all: they go into fingerprints and vaults, never into
    a plan.
    """

    name: str
    declared: Environment
    given: Mapping[str, str] = field(repr=False)
    log_url: str = field(repr=False)
    vercel: Vercel
    environment: VercelEnvironment
    render: Render
    database: Database
    vault: Vault
    stager: Stager
    checkout: Checkout = field(default_factory=Checkout)
    says_commit: SaysCommit = nobody_says
    pace: Pace = field(default_factory=Pace)
    serving: Serving = served_nowhere
    measured: Callable[[str], Size | None] = measured
    """The size of a commit's build, where this machine knows it."""
    stack: RunningStack | None = field(default=None, repr=False)
    """Where the environment is this machine: what its gates look at."""

    @property
    def is_local(self) -> bool:
        """Whether its platforms are emulators on this machine."""
        return self.stack is not None

    @property
    def project(self) -> str:
        """Its Vercel project."""
        return self.declared.vercel.project

    def told(self, *consumers: str) -> dict[str, str]:
        """What these consumers are told in this environment; what is not set is left out."""
        found = {"CANDOR_ENV": self.name} if "vercel" in consumers else {}
        for consumer in CONSUMERS:
            if consumer.name in consumers:
                for one in settings_of(consumer):
                    if self.given.get(one.name) and not one.is_given:
                        found[one.name] = self.given[one.name]
        return found

    def handlers(self, commit: str) -> dict[str, Handler]:
        """The commands of both platforms and of the database, for a release of this commit."""
        register = Register(self.log_url, self.name)
        page, services = (
            ToldVault(self.vault, register, one, self.pace) for one in ("Vercel", "Render")
        )
        vercel = VercelHandlers(self.vercel, self.environment, page, self.stager, self.pace)
        render = RenderHandlers(self.render, services, self.says_commit, self.pace)
        return {
            **vercel.handlers(),
            **render.handlers(),
            **self.database.handlers(lambda: self.checkout.migrations(commit)),
            **model_handlers(self.serving),
        }

    def quota_sources(self) -> Sequence[QuotaSource]:
        """Who tells what is used of the vendors' quotas."""
        now, services = SystemClock().now, len(self.declared.render)
        return (
            VercelDeployments(self.vercel, now),
            RenderPipeline(self.render, services, now),
            *of_databases(self.name, self.given),
        )

    def settings_problems(self) -> Sequence[str]:
        """What `candor config check` says of its settings; `make up` makes the local stack's."""
        if self.stack is not None:
            return ()
        consumers = chosen_consumers(self.name, self.given, "")
        return [one.sentence for one in check(self.name, self.given, consumers, whole=False)]


@asynccontextmanager
async def reached(
    name: str, declared: Environment, given: Mapping[str, str]
) -> AsyncIterator[Target]:
    """The environment that these settings describe. Raises InvalidInput, VendorUnavailable."""
    platforms = read_settings(ReleaseSettings, {**given, "CANDOR_ENV": name})
    stack = None
    if declared.platforms == "local":
        refuse_others(platforms)
        stack = running_stack()
    async with vercel_api(platforms) as vercel_calls, render_api(platforms) as render_calls:
        vercel = Vercel(vercel_calls)
        url, render = owner_url(name, declared, given), Render(render_calls)
        yield Target(
            name,
            declared,
            given,
            url,
            vercel,
            VercelEnvironment(vercel_calls),
            render,
            Database(url),
            vault_of(name, platforms, url),
            # An emulator takes the commit from this checkout.
            CreatingStager(vercel) if stack else _BuildsHere(vercel, platforms.vercel_token),
            says_commit=SaidVersions(render, declared.render.values()),
            serving=serving_of(name, given, stack),
            stack=stack,
        )


def owner_url(name: str, declared: Environment, given: Mapping[str, str]) -> str:
    """The database's owner, who keeps the log. Raises InvalidInput, NotFound."""
    if declared.platforms == "local":
        return running_stack().owner_database_url
    return read_operations(name, given).database_owner_url.get_secret_value()


def refuse_others(platforms: ReleaseSettings) -> None:
    """InvalidInput where what is meant for emulators would reach the real platforms."""
    for url in (platforms.vercel_api_url, platforms.render_api_url):
        if urlsplit(str(url)).hostname not in LOOPBACKS:
            raise InvalidInput(
                f"{url} is not on this machine; `candor release rehearse` says what to name here"
            )


class _BuildsHere:
    """The stager of a deployed environment; only who stages needs what builds."""

    def __init__(self, vercel: Vercel, token: SecretStr) -> None:
        self._vercel = vercel
        self._token = token

    async def stage(self, project: str, commit: str, meta: Mapping[str, str]) -> str:
        """Build and send. Raises as the protocol says."""
        from mlops.deployment.vercel.tools import build_environment, vercel_cli

        account = (await self._vercel.project(project)).account
        token = self._token.get_secret_value()
        cli = await asyncio.to_thread(vercel_cli)
        environment = await asyncio.to_thread(build_environment)
        return await CliStager(cli, environment, account, token).stage(project, commit, meta)
