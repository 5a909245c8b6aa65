"""The gateway as a process of its own."""

import json
from dataclasses import dataclass

from functions.domain.errors import InvalidInput
from mlops.local.free_port import LOOPBACK
from mlops.local.gateway import Gateway
from mlops.local.page_files import PageFiles
from mlops.local.process import Command
from mlops.local.ready import answers
from mlops.local.settings import REPOSITORY, handed_down
from mlops.local.uvicorn_command import uvicorn_command
from mlops.local.vercel_config import read_vercel_config

VERCEL_JSON = REPOSITORY / "vercel.json"
SHELL = "shell.html"
"""The HTML around the pages of data, as the page's build names it."""


@dataclass(frozen=True, slots=True)
class GatewayServer:
    """The front door on its port, the function behind it on another."""

    port: int
    function_port: int

    @property
    def url(self) -> str:
        """Where the page is."""
        return f"http://{LOOPBACK}:{self.port}"

    def prepare(self) -> None:
        """Refuse to start without a page or with routing the gateway does not understand."""
        config = read_vercel_config(VERCEL_JSON)
        if not (config.output_folder / SHELL).is_file():
            raise InvalidInput("the page has not been built; run `make setup`")

    def command(self) -> Command:
        """How to run the server in the foreground."""
        function_url = f"http://{LOOPBACK}:{self.function_port}"
        return uvicorn_command(
            "mlops.local.gateway_server:gateway_from_environment",
            self.port,
            {"CANDOR_GATEWAY": json.dumps({"function_url": function_url})},
            factory=True,
        )

    def is_ready(self) -> bool:
        """Whether the page's files are served; "/" is the function's, which may still start."""
        return answers(f"{self.url}/{SHELL}")


def gateway_from_environment() -> Gateway:
    """The gateway as the local stack serves it."""
    config = read_vercel_config(VERCEL_JSON)
    function_url = handed_down("CANDOR_GATEWAY")["function_url"]
    return Gateway(config, PageFiles(config.output_folder), function_url)
