"""How our apps are served: on loopback, believing nobody but the gateway."""

from mlops.local.emulators.upstash.server import UpstashServer
from mlops.local.gateway_server import GatewayServer
from mlops.local.uvicorn_command import uvicorn_command


def test_only_what_is_behind_the_gateway_believes_forwarded_addresses() -> None:
    assert "--no-proxy-headers" in GatewayServer(1, 2).command().argv
    assert "--no-proxy-headers" in UpstashServer(1, 2, "secret", "token").command().argv
    assert "--proxy-headers" in uvicorn_command("a:b", 1, {}, behind_gateway=True).argv


def test_everything_is_served_on_the_loopback_interface_only() -> None:
    argv = GatewayServer(1, 2).command().argv
    assert argv[argv.index("--host") + 1] == "127.0.0.1"
