"""`candor monitoring preview` writes one file, or says in a sentence why it does not."""

from pathlib import Path

import pytest

from functions.domain.errors import InvalidInput, NotFound, VendorUnavailable
from mlops.deployment import preview_command
from mlops.local.free_port import free_port


def test_the_page_is_written_with_the_password_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    def preview(*given: object) -> str:
        asked.extend(given)
        return "<!doctype html>"

    monkeypatch.setattr(preview_command, "preview", preview)
    monkeypatch.setenv("PROMETHEUS_PASSWORD", "a-password")
    target = tmp_path / "page.html"
    preview_command.preview_command(target, "https://prometheus.example", 3.0)
    assert target.read_text() == "<!doctype html>"
    assert asked == ["https://prometheus.example", ("candor", "a-password"), 3.0]


def test_a_prometheus_that_is_not_there_is_said(tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(VendorUnavailable, match="did not answer"):
        preview_command.preview_command(tmp_path / "page.html", url, 1.0)


def test_without_a_running_stack_it_says_how_to_start_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANDOR_STATE", str(tmp_path / "state"))
    with pytest.raises(NotFound, match="make up"):
        preview_command.preview_command(tmp_path / "page.html", "", 1.0)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="there is no folder"):
        preview_command.preview_command(tmp_path / "none/page.html", "http://127.0.0.1:1", 1.0)
