"""Settings lead to the vendors' own addresses, or to those that stand for them."""

import base64
import secrets

from pydantic import HttpUrl, SecretStr

from mlops.operations import NeonSettings, PlatformSettings, UpstashSettings
from mlops.release.clients.accounts import neon_api, render_api, upstash_api, vercel_api

TOKEN, KEY = secrets.token_hex(12), f"rnd_{secrets.token_hex(14)}"


def settings(**more: object) -> PlatformSettings:
    given = {"vercel_token": SecretStr(TOKEN), "render_api_key": SecretStr(KEY), **more}
    return PlatformSettings.model_validate(given)


def test_unset_it_is_the_vendors_themselves() -> None:
    vercel, render = vercel_api(settings()), render_api(settings())
    assert (vercel._url, vercel._token, vercel._query) == ("https://api.vercel.com", TOKEN, {})
    assert (render._url, render._token) == ("https://api.render.com/v1", KEY)


def test_an_emulator_stands_for_them_and_a_team_is_told() -> None:
    here = HttpUrl("http://127.0.0.1:9000")
    api = vercel_api(settings(vercel_api_url=here, vercel_team_id="team_1"))
    assert (api._url, api._query) == ("http://127.0.0.1:9000", {"teamId": "team_1"})


def test_neon_is_asked_with_a_bearer_and_upstash_with_the_accounts_address() -> None:
    key = secrets.token_urlsafe(32)
    neon = neon_api(NeonSettings.model_validate({"neon_api_key": key}))
    asked = (neon._url, neon._authorization)
    assert asked == ("https://console.neon.tech/api/v2", f"Bearer {key}")
    given = {"upstash_email": "us@candor.example", "upstash_api_key": key}
    upstash = upstash_api(UpstashSettings.model_validate(given))
    basic = base64.b64encode(f"us@candor.example:{key}".encode()).decode()
    assert (upstash._url, upstash._authorization) == (
        "https://api.upstash.com/v2",
        f"Basic {basic}",
    )
