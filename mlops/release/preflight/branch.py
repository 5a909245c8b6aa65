"""Whether a commit is on a branch from which an environment is released."""

from fnmatch import fnmatchcase

from mlops.release.target import Target


def off_branch(target: Target, commit: str) -> list[str]:
    """Why it is not, a sentence; on this machine any commit is tried."""
    if target.is_local:
        return []
    found, taken = target.checkout.branches(commit), target.declared.branches
    if any(fnmatchcase(name, pattern) for name in found for pattern in taken):
        return []
    allowed = f"{target.name} is released from {', '.join(taken)}"
    if not found:
        return [f"{commit[:7]} is on no branch that is known here; push it, or fetch. {allowed}"]
    return [f"{commit[:7]} is on {', '.join(found)} only. {allowed}"]
