"""Has squawk judge new migrations, as whoever reads and writes meanwhile would."""

import json
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from functions.adapters.postgres.migrate import phase_of
from mlops.local.settings import REPOSITORY

SQUAWK = REPOSITORY / ".venv-checks" / "bin" / "squawk"
LINT_S_MAX = 30
POSTGRES = "16.0"
TAKES_AWAY = (
    "ban-drop-column", "ban-drop-table", "ban-drop-not-null", "adding-not-nullable-field",
    "renaming-column", "renaming-table", "changing-column-type",
)  # fmt: skip
"""What only a contracting migration may do: the code that needed it is gone by then."""


def lint(migrations: Sequence[tuple[str, str]], squawk: Path = SQUAWK) -> list[str]:
    """What is wrong with these (names and SQL), a sentence each."""
    if not migrations:
        return []
    if not squawk.is_file():
        return ["the linter of migrations is not installed; run mlops/deployment/install_checks.sh"]
    found: list[str] = []
    for name, text in migrations:
        exempt = TAKES_AWAY if phase_of(name, text) == "contract" else ()
        with tempfile.TemporaryDirectory(prefix="candor-lint-") as folder:
            file = Path(folder) / name
            file.write_text(text)
            excluded = [f"--exclude={','.join(exempt)}"] if exempt else []
            done = subprocess.run(
                (
                    str(squawk), "--reporter=json", "--assume-in-transaction",
                    f"--pg-version={POSTGRES}", *excluded, str(file),
                ),
                capture_output=True, text=True, check=False, cwd=folder, timeout=LINT_S_MAX,
            )  # fmt: skip
        found += _findings(name, done)
    return found


def _findings(name: str, done: subprocess.CompletedProcess[str]) -> list[str]:
    try:
        findings = json.loads(done.stdout or "[]")
    except ValueError:
        findings = []
    if done.returncode != 0 and not findings:
        return [f"{name}: squawk ended with {done.returncode}: {done.stderr.strip()[-300:]}"]
    return [f"{name}:{one['line'] + 1}: {one['message']} ({one['rule_name']})" for one in findings]
