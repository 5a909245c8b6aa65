"""A file that is written whole, with the mode it is given."""

import stat
from pathlib import Path

from mlops.local.whole_file import PRIVATE, write_whole


def test_it_replaces_what_was_there_whatever_a_crash_left(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    path.write_text("older and longer")
    (tmp_path / "file.json.new").write_text("half")
    write_whole(path, "new", PRIVATE)
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]
