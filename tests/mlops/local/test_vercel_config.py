"""What vercel.json says, and what of it the gateway refuses to guess at."""

import json
from pathlib import Path
from typing import Any

import pytest

from functions.domain.errors import InvalidInput
from functions.jobs.tick import TICK_S_MAX
from mlops.local.settings import REPOSITORY
from mlops.local.vercel_config import VercelConfig, read_vercel_config

VERCEL_JSON = REPOSITORY / "vercel.json"
MINIMAL: dict[str, Any] = {
    "functions": {"api/index.py": {}},
    "rewrites": [{"source": "/api/(.*)", "destination": "/api/index"}],
}


def read(tmp_path: Path, document: dict[str, Any]) -> VercelConfig:
    path = tmp_path / "vercel.json"
    path.write_text(json.dumps(document))
    return read_vercel_config(path)


class TestOurs:
    """The file this repository ships."""

    def test_every_answer_carries_the_security_headers(self) -> None:
        config = read_vercel_config(VERCEL_JSON)
        for path in (
            "/",
            "/shell.html",
            "/assets/x.js",
            "/api/v1/forecast",
            "/api/v1/x\r\nA:1",
            "/\n",
        ):
            headers = config.headers_for(path)
            assert headers["x-content-type-options"] == "nosniff"
            assert "frame-ancestors 'none'" in headers["content-security-policy"]
            assert {
                "strict-transport-security",
                "referrer-policy",
                "permissions-policy",
                "cross-origin-opener-policy",
            } <= headers.keys()

    def test_the_policy_allows_nothing_inline_and_nothing_foreign_but_images(self) -> None:
        policy = read_vercel_config(VERCEL_JSON).headers_for("/")["content-security-policy"]
        images = "img-src 'self' data: https://res.cloudinary.com"
        assert images in policy.split("; ")
        policy = policy.replace(images, "")
        assert "unsafe" not in policy
        assert "http" not in policy
        assert "*" not in policy

    def test_only_assets_are_cached_for_ever(self) -> None:
        config = read_vercel_config(VERCEL_JSON)
        assert "immutable" in config.headers_for("/assets/index-abc.js")["cache-control"]
        assert "cache-control" not in config.headers_for("/shell.html")

    def test_the_api_and_the_first_page_reach_the_function_and_the_others_do_not(self) -> None:
        config = read_vercel_config(VERCEL_JSON)
        assert config.reaches_function("/api/v1/forecast")
        assert config.reaches_function("/api/index")
        assert config.reaches_function("/api/")
        assert config.reaches_function("/api/v1/forecast\r\nX:1")
        assert not config.reaches_function("/api")
        assert config.reaches_function("/")
        assert not config.reaches_function("/record")

    def test_the_address_of_a_view_of_the_page_is_given_the_page(self) -> None:
        config = read_vercel_config(VERCEL_JSON)
        data = ("record", "history", "ledger", "models", "status", "developers")
        words = ("method", "terms", "privacy", "imprint")
        files = {f"/{one}": "/shell.html" for one in data} | {
            f"/{one}": f"/{one}.html" for one in words
        }
        for path, file in files.items():
            assert config.file_path(path) == file
            assert not config.reaches_function(path)
        for path in ("/", "/index.html", "/status/x", "/statuses", "/api/v1/status"):
            assert config.file_path(path) is None

    def test_what_other_pages_show_of_a_forecast_reaches_the_function(self) -> None:
        config = read_vercel_config(VERCEL_JSON)
        for path in ("/embed/24h", "/embed/24h.png", "/og/24h.png", "/feed.atom", "/sitemap.xml"):
            assert config.reaches_function(path)
        assert not config.reaches_function("/embed")

    def test_a_tick_has_ended_before_its_function_is_stopped(self) -> None:
        [function] = json.loads(VERCEL_JSON.read_text())["functions"].values()
        assert function["maxDuration"] >= TICK_S_MAX + 10

    def test_everything_but_two_folders_is_excluded_from_the_function(self) -> None:
        [function] = json.loads(VERCEL_JSON.read_text())["functions"].values()
        assert function["excludeFiles"].startswith("{!(api|functions),!(api|functions)/**,")
        assert len(function["excludeFiles"]) <= 256  # the schema's limit

    def test_the_function_is_built_from_the_lock_file(self) -> None:
        install = json.loads(VERCEL_JSON.read_text())["installCommand"]
        assert install.startswith("cp requirements/serving.txt api/requirements.txt && ")

    def test_the_function_is_given_the_shell_of_the_page_it_is_deployed_with(self) -> None:
        build = json.loads(VERCEL_JSON.read_text())["buildCommand"]
        assert build.endswith(" && mv frontend/dist/front.html api/shell.html")


class TestSyntax:
    """What is understood of any file."""

    def test_the_last_matching_rule_wins(self, tmp_path: Path) -> None:
        rules = [
            {
                "source": "/(.*)",
                "headers": [{"key": "A", "value": "1"}, {"key": "B", "value": "1"}],
            },
            {"source": "/x/(.*)", "headers": [{"key": "a", "value": "2"}]},
        ]
        config = read(tmp_path, {**MINIMAL, "headers": rules})
        assert config.headers_for("/x/y") == {"a": "2", "b": "1"}

    def test_a_dot_is_a_dot(self, tmp_path: Path) -> None:
        rule = {"source": "/robots.txt", "headers": [{"key": "A", "value": "1"}]}
        config = read(tmp_path, {**MINIMAL, "headers": [rule]})
        assert config.headers_for("/robots.txt")
        assert not config.headers_for("/robotsxtxt")

    @pytest.mark.parametrize(
        "change",
        [
            {"redirects": []},
            {"cleanUrls": True},
            {"rewrites": [{"source": "/api/:path*", "destination": "/api/index"}]},
            {"rewrites": [{"source": "/(?!api).*", "destination": "/api/index"}]},
            {"rewrites": [{"source": "api/(.*)", "destination": "/api/index"}]},
            {"rewrites": [{"source": "/api/(.*)", "destination": "/api/$1"}]},
            {"rewrites": [{"source": "/api/(.*)", "destination": "/api/other"}]},
            {"rewrites": [{"source": "/a", "destination": "/api/index", "has": []}]},
            {"rewrites": [{"source": "/a", "destination": "/nowhere"}]},
            {"headers": [{"source": "/(.*)", "headers": [], "missing": []}]},
        ],
    )
    def test_what_the_gateway_would_get_wrong_is_refused(
        self, tmp_path: Path, change: dict[str, Any]
    ) -> None:
        with pytest.raises(InvalidInput, match=r"vercel\.json"):
            read(tmp_path, {**MINIMAL, **change})

    def test_a_file_that_is_no_json_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "vercel.json").write_text("{")
        with pytest.raises(InvalidInput, match="cannot be read"):
            read_vercel_config(tmp_path / "vercel.json")
