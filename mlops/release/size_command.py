"""`candor release size`."""

from mlops.release.asked import Commit
from mlops.release.checkout import Checkout
from mlops.release.preflight.build_size import measure, measured
from mlops.terminal import Terminal


def size(commit: Commit = "HEAD") -> None:
    """Build a commit as Vercel does, once, and keep its size for `candor release plan`."""
    checkout, terminal = Checkout(), Terminal()
    wanted = checkout.commit(commit)
    found = measured(wanted)
    if found is None:
        terminal.say("Building, for a minute or two …")
        found = measure(checkout, wanted)
    rows = [
        ("the function, unpacked", f"{found.function_bytes / 1e6:.1f} MB"),
        ("the page's first JavaScript, gzip", f"{found.page_bytes / 1e3:.1f} kB"),
    ]
    terminal.table((found.commit[:7], "size"), rows)
