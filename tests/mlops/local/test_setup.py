"""What `make setup` asks of a machine before it installs anything."""

import shutil
import subprocess
from pathlib import Path

import pytest

from mlops.local.settings import REPOSITORY

TOOLS = ("cat", "cut", "dirname", "find", "mkdir", "sha256sum", "sort")
GET_UV = """#!/bin/sh
echo "trusts the system: ${UV_SYSTEM_CERTS-as uv does}" >&2
exit 1
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A fresh clone with nothing but the script, and what it calls next."""
    local = tmp_path / "checkout" / "mlops" / "local"
    local.mkdir(parents=True)
    shutil.copy(REPOSITORY / "mlops" / "local" / "setup.sh", local)
    _program(local / "get_uv.sh", GET_UV)
    folder = tmp_path / "checkout"
    for name in ("frontend/package-lock.json", "requirements/dev.txt", "pyproject.toml"):
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(REPOSITORY / name, folder / name)
    return folder


def _program(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


def _setup(checkout: Path, node: str | None, **environment: str) -> str:
    """What the script says on stderr before it fails, with this version of Node.js."""
    tools = checkout.parent / "tools"
    tools.mkdir()
    for name in TOOLS:
        (tools / name).symlink_to(shutil.which(name) or name)
    _program(tools / "python3", "#!/bin/sh\n")
    if node is not None:
        _program(tools / "node", f"#!/bin/sh\necho {node}\n")
        _program(tools / "npm", "#!/bin/sh\n")
    done = subprocess.run(
        (shutil.which("sh") or "sh", checkout / "mlops" / "local" / "setup.sh"),
        env={"PATH": str(tools), **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    return done.stderr


@pytest.mark.parametrize("node", [None, "v18.20.4", "v20.18.3", "v21.7.0", "v22.11.0"])
def test_a_node_that_cannot_build_the_page_is_refused_before_anything_is_installed(
    checkout: Path, node: str | None
) -> None:
    said = _setup(checkout, node)
    assert said.startswith("Error: Node.js 20.19 or newer (of line 22: 22.12 or newer)")
    assert said.endswith("install nodejs and npm.\n" if node is None else f"this is {node}.\n")
    assert said.count("\n") == 1


@pytest.mark.parametrize("node", ["v20.19.0", "v22.12.0", "v23.0.0", "v24.1.0"])
def test_a_node_that_can_build_the_page_is_taken(checkout: Path, node: str) -> None:
    assert "Node" not in _setup(checkout, node)


@pytest.mark.skipif(
    not Path("/etc/ssl/certs/ca-certificates.crt").exists(), reason="where Debian keeps them"
)
def test_the_systems_certificates_are_trusted_unless_the_user_has_chosen(
    checkout: Path, tmp_path: Path
) -> None:
    assert "trusts the system: true" in _setup(checkout, "v24.1.0")
    for chosen in ({"SSL_CERT_FILE": "mine.pem"}, {"UV_NATIVE_TLS": "0"}):
        shutil.rmtree(tmp_path / "tools")
        assert "trusts the system: as uv does" in _setup(checkout, "v24.1.0", **chosen)
    shutil.rmtree(tmp_path / "tools")
    assert "trusts the system: false" in _setup(checkout, "v24.1.0", UV_SYSTEM_CERTS="false")
