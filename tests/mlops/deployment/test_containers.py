"""What every image and compose.yaml keep to, beyond what the linters know of."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from mlops.local.settings import REPOSITORY

COMPOSE = REPOSITORY / "compose.yaml"
OURS = ("mlops/deployment", "mlops/local", "mlops/tracking", "mlops/monitoring/watcher")
SECRET_NAME = re.compile(r"SECRET|PASSWORD|TOKEN|AUTH|_KEY$|REDISCLI")
NEEDS_ROOT = {
    f"mlops/monitoring/{name}/Dockerfile" for name in ("prometheus", "alertmanager", "grafana")
}
"""Their disk on Render belongs to root."""

PINNED_TAG = re.compile(r"[\w./-]+:v?\d+\.\d+(\.\d+)?(-[\w.-]+)?")


def dockerfiles() -> list[Path]:
    done = subprocess.run(
        ("git", "ls-files", "--", ":(glob)**/Dockerfile"),
        cwd=REPOSITORY, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return [REPOSITORY / name for name in done.stdout.split()]


def words(path: Path, instruction: str) -> list[str]:
    text = path.read_text()
    return re.findall(rf"^{instruction} (.*)$", text, flags=re.MULTILINE)


def services() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(COMPOSE.read_text())["services"]
    return found


@pytest.fixture(params=dockerfiles(), ids=lambda path: str(path.relative_to(REPOSITORY)))
def dockerfile(request: pytest.FixtureRequest) -> Path:
    """Each Dockerfile in turn."""
    path: Path = request.param
    return path


def test_every_image_of_ours_is_looked_at() -> None:
    found = {str(path.parent.relative_to(REPOSITORY)) for path in dockerfiles()}
    assert set(OURS) <= found


def test_an_image_does_not_run_as_root(dockerfile: Path) -> None:
    users = words(dockerfile, "USER")
    if str(dockerfile.relative_to(REPOSITORY)) in NEEDS_ROOT:
        return
    assert users
    assert users[-1].split(":")[0] not in ("root", "0")


def test_base_images_are_exact_versions(dockerfile: Path) -> None:
    bases = [one.split()[0] for one in words(dockerfile, "FROM")]
    assert bases
    assert [one for one in bases if not PINNED_TAG.fullmatch(one.split("@")[0])] == []


def test_our_images_start_their_server_without_a_shell_that_stays(dockerfile: Path) -> None:
    commands = words(dockerfile, "CMD")
    assert all(one.startswith("[") for one in commands)
    assert all('"sh"' not in one or '"exec ' in one for one in commands)


def test_packages_are_installed_by_hash_and_never_built() -> None:
    for folder in OURS:
        text = (REPOSITORY / folder / "Dockerfile").read_text()
        assert text.count("pip --python") == 1
        assert "--require-hashes" in text
        assert "--only-binary :all:" in text


def test_the_api_image_holds_the_function_and_nothing_else() -> None:
    copied = words(REPOSITORY / "mlops/deployment/Dockerfile", "COPY")
    assert [one for one in copied if "/venv" not in one and "requirements" not in one] == [
        "functions functions",
        "api api",
    ]


def test_the_build_context_is_a_list_of_what_may_enter() -> None:
    lines = [
        line
        for line in (REPOSITORY / ".dockerignore").read_text().splitlines()
        if line and not line.startswith("#")
    ]
    assert lines[0] == "*"
    allowed = {line[1:] for line in lines if line.startswith("!")}
    assert allowed == {"api", "functions", "mlops", "requirements", "frontend", "vercel.json"}


def test_ports_are_published_on_this_machine_only() -> None:
    published = [port for one in services().values() for port in one.get("ports", [])]
    assert len(published) == 4
    assert all(str(port).startswith("127.0.0.1:") for port in published)


def test_every_service_is_limited_and_writes_into_volumes_only() -> None:
    for name, one in services().items():
        assert one["read_only"] is True, name
        assert one["mem_limit"], name
        assert "no-new-privileges:true" in one["security_opt"], name
        assert one.get("privileged") is None, name
        if "build" in one:
            assert one["cap_drop"] == ["ALL"], name


def test_whoever_waits_for_health_waits_for_a_service_that_tells() -> None:
    every = services()
    for name, one in every.items():
        for other, how in one.get("depends_on", {}).items():
            if how["condition"] == "service_healthy":
                assert "healthcheck" in every[other], f"{name} waits for {other}"
            else:
                assert every[other]["restart"].startswith("on-failure"), f"{name} waits for {other}"


def test_official_images_are_exact_versions() -> None:
    images = [one["image"] for one in services().values() if "build" not in one]
    assert len(images) == 2
    assert [one for one in images if not PINNED_TAG.fullmatch(one)] == []


def test_no_secret_is_written_down() -> None:
    for name, one in services().items():
        for key, value in one.get("environment", {}).items():
            if SECRET_NAME.search(key):
                assert "${" in str(value), f"{name}: {key}"
            without = re.sub(r"\$\{[^}]*\}", "", str(value))
            assert not re.search(r"://[^/@\s]*:[^$/@\s]+@", without), f"{name}: {key}"
    assert not (REPOSITORY / ".env.compose").exists() or is_ignored(".env.compose")


def is_ignored(name: str) -> bool:
    done = subprocess.run(("git", "check-ignore", "--quiet", name), cwd=REPOSITORY, check=False)
    return done.returncode == 0
