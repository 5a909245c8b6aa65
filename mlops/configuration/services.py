"""Where an environment's services are, and whether one is well before it is first used."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urlsplit

import httpx
import psycopg

from functions.domain.errors import VendorUnavailable
from mlops.local.stack_record import RunningStack
from mlops.local.tracking_server import ADMIN
from mlops.monitoring.watcher.watch import PROMETHEUS_USER
from mlops.operations import OperationsSettings
from mlops.tracking.probe import fault

HEALTH_S_MAX = 3
NO_ADDRESS = "has no address in this environment's settings"


@dataclass(slots=True)
class Service:
    """One service: where it is, and how it is asked whether it is well."""

    name: str
    url: str
    """As people may read it: without a password."""
    asked: str
    """What it is asked, as a sentence about its silence ends."""
    answers: Callable[[], bool] = field(repr=False)
    _is_well: bool = False

    def ready(self) -> str:
        """Its address; asked whether it is well until it once was.

        Raises VendorUnavailable.
        """
        if not self._is_well:
            if not self.url:
                raise VendorUnavailable(self.name, NO_ADDRESS)
            if not self.answers():
                raise VendorUnavailable(self.name, f"at {self.url} does not answer {self.asked}")
            self._is_well = True
        return self.url


class Services:
    """The services of one environment by name."""

    def __init__(self, services: Iterator[Service]) -> None:
        self._services = {service.name: service for service in services}

    def ready(self, name: str) -> str:
        """The address of a service that is well.

        Raises VendorUnavailable, also where the environment has none of this name.
        """
        if name not in self._services:
            raise VendorUnavailable(name, NO_ADDRESS)
        return self._services[name].ready()

    def states(self) -> list[tuple[str, str, str]]:
        """Name, address and state of each, all asked at once."""
        services = list(self._services.values())
        with ThreadPoolExecutor(max_workers=max(1, len(services))) as pool:
            return list(pool.map(_state, services))


def services_of(settings: OperationsSettings) -> Services:
    """The services that an environment's settings name."""
    return Services(_named_in(settings))


def local_services(stack: RunningStack) -> Services:
    """Those of the running local stack that it was told to start."""
    return Services(_running_in(stack))


@cache
def mlflow_service(url: str, username: str, password: str) -> Service:
    """An MLflow server, one for this process however many ask for it."""

    def answers() -> bool:
        if wrong := fault(url, username, password):
            raise VendorUnavailable("mlflow", f"at {url} {wrong}")
        return True

    return Service("mlflow", url, "/health", answers)


def _named_in(settings: OperationsSettings) -> Iterator[Service]:
    if settings.public_url is not None:
        yield _http("api", str(settings.public_url), "/api/health")
    yield _postgres(settings.database_url.get_secret_value())
    token = settings.upstash_redis_rest_token.get_secret_value()
    yield _upstash(str(settings.upstash_redis_rest_url), token)
    password = settings.mlflow_tracking_password
    if settings.mlflow_tracking_uri is not None and password is not None:
        mlflow = str(settings.mlflow_tracking_uri).rstrip("/")
        yield mlflow_service(mlflow, settings.mlflow_tracking_username, password.get_secret_value())
    secret = settings.prometheus_password
    for name, url in (
        ("prometheus", settings.prometheus_url),
        ("alertmanager", settings.alertmanager_url),
    ):
        if url is not None and secret is not None:
            yield _with_user(name, str(url), secret.get_secret_value())
    if settings.grafana_url is not None:
        yield _http("grafana", str(settings.grafana_url), "/api/health")


def _running_in(stack: RunningStack) -> Iterator[Service]:
    yield _http("api", stack.page_url, "/api/health")
    yield _postgres(stack.database_url)
    yield _upstash(stack.upstash_url, stack.upstash_token)
    if stack.mlflow_url:
        yield mlflow_service(stack.mlflow_url, ADMIN, stack.mlflow_password)
    for name, url in (
        ("prometheus", stack.prometheus_url),
        ("alertmanager", stack.alertmanager_url),
    ):
        if url:
            yield _with_user(name, url, stack.prometheus_password)


def _http(name: str, url: str, path: str) -> Service:
    base = url.rstrip("/")
    return Service(name, base, path, lambda: _succeeds(httpx.Request("GET", base + path)))


def _with_user(name: str, url: str, password: str) -> Service:
    base = url.rstrip("/")
    user = httpx.BasicAuth(PROMETHEUS_USER, password)
    healthy = next(user.auth_flow(httpx.Request("GET", f"{base}/-/healthy")))
    return Service(name, base, "/-/healthy", lambda: _succeeds(healthy))


def _upstash(url: str, token: str) -> Service:
    headers = {"Authorization": f"Bearer {token}"}
    ping = httpx.Request("POST", url, json=["PING"], headers=headers)
    return Service("upstash", url.rstrip("/"), "PING", lambda: _succeeds(ping))


def _postgres(url: str) -> Service:
    def answers() -> bool:
        try:
            with psycopg.connect(url, connect_timeout=HEALTH_S_MAX) as connection:
                connection.execute("SELECT 1")
        except psycopg.Error:
            return False
        return True

    parts = urlsplit(url)
    host = f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname
    return Service("postgres", f"{parts.scheme}://{host}{parts.path}", "SELECT 1", answers)


def _succeeds(request: httpx.Request) -> bool:
    try:
        with httpx.Client(timeout=HEALTH_S_MAX) as client:
            return client.send(request).is_success
    except httpx.HTTPError:
        return False


def _state(service: Service) -> tuple[str, str, str]:
    try:
        service.ready()
    except VendorUnavailable as failure:
        return service.name, service.url, failure.detail.removeprefix(f"at {service.url} ")
    return service.name, service.url, "up"
