"""The Python of a platform is found where it works, not where a name stands for it."""

import sys
from pathlib import Path

import pytest

from mlops.deployment.interpreter import interpreter

NAME = "python9.9"


@pytest.fixture
def pyenv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with pyenv's shim of a version that it has not chosen."""
    shims = tmp_path / "shims"
    shims.mkdir()
    shim = shims / NAME
    shim.write_text("#!/bin/sh\necho 'command not found' >&2\nexit 127\n")
    shim.chmod(0o755)
    monkeypatch.setenv("PATH", str(shims), prepend=":")
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path / ".pyenv" / "versions"


def test_a_shim_that_stands_for_nothing_is_passed_over(pyenv: Path) -> None:
    assert interpreter(NAME) is None
    real = pyenv / "9.9.1" / "bin" / NAME
    real.parent.mkdir(parents=True)
    real.symlink_to(sys.executable)
    found = interpreter(NAME)
    assert found is not None
    assert found.samefile(sys.executable)


def test_one_on_the_path_is_taken() -> None:
    assert interpreter(Path(sys.executable).name) is not None
