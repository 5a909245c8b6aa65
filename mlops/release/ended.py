"""How a release ended, as a command's sentences and its exit code."""

from mlops.release import shown
from mlops.release.conduct import Conducted
from mlops.release.progress import Ending
from mlops.terminal import Terminal

EXIT = {
    Ending.RELEASED: 0,
    Ending.NOTHING_TO_DO: 0,
    Ending.ROLLED_BACK: 2,
    Ending.PARTLY_ROLLED_BACK: 3,
}


def say_ending(done: Conducted) -> None:
    """What failed first, how it ended, and what a person must see to."""
    terminal = Terminal()
    if done.trouble:
        terminal.say(f"What failed first: {done.trouble}")
    terminal.say(shown.ending_sentence(done.ending, done.commit))
    for one in done.left:
        terminal.say(f"A person must see to this: {one}")
