"""Whether what would be deployed is small enough, by the commit's own build."""

from mlops.release.declared.preflight import Size as Limits
from mlops.release.preflight.build_size import Size
from mlops.release.preflight.looked import Looked

MEGABYTE, KILOBYTE = 1e6, 1e3


def small_enough(size: Size | None, limits: Limits, commit: str, *, is_local: bool) -> Looked:
    """Of a commit that nobody built nobody knows; an emulator builds nothing."""
    if size is None:
        said = f"nobody measured {commit[:7]}; `candor release size --commit {commit}` does"
        return Looked(remarks=[said]) if is_local else Looked([said])
    parts = (
        ("the function", size.function_bytes / MEGABYTE, limits.function_mb_max, "MB unpacked"),
        ("the page's first JavaScript", size.page_bytes / KILOBYTE, limits.page_kb_max, "kB gzip"),
    )
    return Looked(
        [
            f"{name} is {found:.1f} {unit}, more than {most:g}"
            for name, found, most, unit in parts
            if found > most
        ]
    )
