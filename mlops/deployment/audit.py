"""What is known to be vulnerable among the locked parts. What nobody could look up is no pass."""

import json
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

LOCKED = re.compile(r"^[A-Za-z0-9._-]+(?:\[[^]]*\])?==", re.MULTILINE)
NPM_LOCKS = (
    "frontend",
    "mlops/deployment/linters",
    "mlops/deployment/vercel/cli",
    "tests/slow/audit",
    "tests/slow/prism",
)
ASK_S_MAX = 300
FOUND_STATUS_MIN = 11
"""zizmor's status begins here when it has findings; below it did not get that far."""


class Verdict(StrEnum):
    """Nobody's answer is no pass."""

    PASS = "pass"  # noqa: S105 - no password
    FOUND = "found"
    NOT_RUN = "not run"


@dataclass(frozen=True, slots=True)
class Audited:
    """One lock file or folder, and what its auditor said of it."""

    name: str
    verdict: Verdict
    detail: str


@dataclass(frozen=True, slots=True)
class Answer:
    """How an auditor ended, and what it wrote."""

    status: int
    out: str
    err: str

    @property
    def last_words(self) -> str:
        """Its last line, for whoever wonders why it did not get to an answer."""
        lines = [one for one in (self.err or self.out).splitlines() if one.strip()]
        return lines[-1].strip()[:200] if lines else f"ended with {self.status}, without a word"


Ask = Callable[[Sequence[str], Path], Answer]


def audit(root: Path, environ: Mapping[str, str], ask: Ask | None = None) -> Iterator[Audited]:
    """Every lock file and the workflows, each as its auditor judges it."""
    ask = ask or _asked
    tools = root / ".venv-checks" / "bin"
    pip_audit = (
        str(tools / "pip-audit"), "--strict", "--disable-pip", "--require-hashes",
        "--progress-spinner=off", "--format=json", "--requirement",
    )  # fmt: skip
    for lock in sorted((root / "requirements").glob("*.txt")):
        locked = len(LOCKED.findall(lock.read_text()))
        yield of_pip(f"requirements/{lock.name}", locked, ask((*pip_audit, str(lock)), root))
    for folder in NPM_LOCKS:
        yield of_npm(folder, ask(("npm", "audit", "--json"), root / folder))
    name = ".github"
    if not environ.get("GITHUB_TOKEN"):
        yield Audited(name, Verdict.NOT_RUN, "GITHUB_TOKEN is not set, by which zizmor asks GitHub")
    else:
        zizmor = (str(tools / "zizmor"), "--no-progress", "--persona", "auditor", name)
        yield of_zizmor(name, ask(zizmor, root))


def of_pip(name: str, locked: int, answer: Answer) -> Audited:
    """pip-audit ends with 1 both when it finds something and when it could not look."""
    document = _json(answer.out)
    known = document.get("dependencies") if isinstance(document, Mapping) else None
    if not isinstance(known, list):
        return Audited(name, Verdict.NOT_RUN, answer.last_words)
    found = [f"{one['name']} {one['version']}" for one in known if one.get("vulns")]
    if found:
        return Audited(name, Verdict.FOUND, ", ".join(found))
    skipped = [f"{one['name']}: {one['skip_reason']}" for one in known if "vulns" not in one]
    if answer.status != 0 or skipped or not known:
        return Audited(name, Verdict.NOT_RUN, ", ".join(skipped) or answer.last_words)
    return Audited(name, Verdict.PASS, f"none in {len(known)} of {locked}; others are not for here")


def of_npm(name: str, answer: Answer) -> Audited:
    """Npm writes a document of errors where the registry keeps no list, and ends with 1 too."""
    document = _json(answer.out)
    if not isinstance(document, Mapping):
        return Audited(name, Verdict.NOT_RUN, answer.last_words)
    counts = document.get("metadata", {}).get("vulnerabilities")
    if not isinstance(counts, Mapping) or "total" not in counts:
        why = str(document.get("message") or answer.last_words)
        return Audited(name, Verdict.NOT_RUN, why)
    if counts["total"]:
        named = ", ".join(document.get("vulnerabilities", {}))
        return Audited(name, Verdict.FOUND, named or f"{counts['total']}")
    return Audited(name, Verdict.PASS, "none")


def of_zizmor(name: str, answer: Answer) -> Audited:
    """Its status says whether it came to findings."""
    if answer.status == 0:
        return Audited(name, Verdict.PASS, "none")
    found = answer.status >= FOUND_STATUS_MIN
    return Audited(name, Verdict.FOUND if found else Verdict.NOT_RUN, answer.last_words)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _asked(command: Sequence[str], folder: Path) -> Answer:
    try:
        done = subprocess.run(
            command, cwd=folder, check=False, capture_output=True, text=True, timeout=ASK_S_MAX
        )
    except subprocess.TimeoutExpired:
        return Answer(-1, "", f"no answer within {ASK_S_MAX} s")
    except OSError as error:
        return Answer(-1, "", f"{command[0]}: {error.strerror}")
    return Answer(done.returncode, done.stdout, done.stderr)
