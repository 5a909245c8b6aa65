"""All four vendors behind one port, over real sockets: each with its own key and its own faults."""

import secrets
from pathlib import Path

import httpx

from functions.environment import read_settings
from mlops.environments.vendors import vendors_of
from mlops.local.emulators.accounts import AccountsServer
from mlops.local.free_port import LOOPBACK, free_port
from mlops.local.process import running
from mlops.operations import AccountSettings

READY_S_MAX = 30


async def test_each_vendor_is_reached_by_what_its_settings_say(tmp_path: Path) -> None:
    server = AccountsServer(free_port(), secrets.token_urlsafe(24))
    accounts = read_settings(AccountSettings, server.settings())
    with (
        (tmp_path / "log").open("wb") as log,
        running(server.command(), log, server.is_ready, READY_S_MAX),
    ):
        async with vendors_of(accounts) as vendors:
            assert (await vendors.neon.create("one", "aws-us-east-1", 17)).name == "one"
            assert (await vendors.upstash.create("one", "us-east-1", "free")).name == "one"
            assert (await vendors.vercel.create("one")).name == "one"
            assert (await vendors.render.create("one", "staging")).name == "one"
            headers = {"Authorization": f"Bearer neon-{server.key}"}
            fault = {"mode": "429", "count": 1, "retry_after_s": 0}
            here = f"http://{LOOPBACK}:{server.port}"
            async with httpx.AsyncClient(base_url=here, headers=headers) as http:
                answer = await http.post("/neon/_faults", json=fault)
                assert answer.json() == {"mode": "429"}
                assert (await http.get("/neon/api/v2/projects")).status_code == 429
            assert (await vendors.upstash.named("one")) is not None
