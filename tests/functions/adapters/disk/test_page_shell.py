"""The shell is that of this deployment, and the newest on one's own machine."""

import os
from pathlib import Path

from functions.adapters.disk.page_shell import SHELLS, PageShell
from mlops.local.settings import REPOSITORY


def test_the_first_file_that_is_there_is_the_shell(tmp_path: Path) -> None:
    built, own = tmp_path / "built.html", tmp_path / "own.html"
    shell = PageShell((own, built))
    assert shell() is None
    built.write_text("built")
    assert shell() == "built"
    own.write_text("own")
    assert shell() == "own"


def test_a_page_built_anew_has_its_new_shell(tmp_path: Path) -> None:
    file = tmp_path / "shell.html"
    file.write_text("before")
    shell = PageShell((file,))
    assert shell() == "before"
    file.write_text("after")
    os.utime(file, ns=(1, 1))
    assert shell() == "after"


def test_a_deployment_has_it_beside_its_entry_point_and_a_checkout_where_it_is_built() -> None:
    assert [str(file.relative_to(REPOSITORY)) for file in SHELLS] == [
        "api/shell.html",
        "frontend/dist/front.html",
    ]
