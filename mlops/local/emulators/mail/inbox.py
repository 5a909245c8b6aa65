"""The mail that was taken, a file each, newest first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

MESSAGES_MAX = 500
"""The oldest go when there are more."""
ENDING = ".eml"


@dataclass(frozen=True, slots=True)
class Message:
    """One message as people read it; `id` sorts by time."""

    id: str
    sender: str
    to: str
    subject: str
    sent_at: str
    text: str


class Inbox:
    """A folder of messages that outlives the process."""

    def __init__(self, folder: Path, now: Callable[[], datetime]) -> None:
        self._folder = folder
        self._now = now
        self._kept = 0
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, raw: bytes) -> str:
        """Keep a message as it came; its id."""
        self._kept += 1
        name = f"{self._now():%Y%m%dT%H%M%S%f}-{self._kept}"
        (self._folder / f"{name}{ENDING}").write_bytes(raw)
        for old in self._ids()[MESSAGES_MAX:]:
            (self._folder / f"{old}{ENDING}").unlink(missing_ok=True)
        return name

    def newest(self) -> list[Message]:
        """Every message."""
        return [one for name in self._ids() if (one := self.read(name)) is not None]

    def read(self, id: str) -> Message | None:
        """One message; None where there is none of this id."""
        if id not in self._ids():
            return None
        raw = (self._folder / f"{id}{ENDING}").read_bytes()
        try:
            return _parsed(id, raw)
        except Exception as error:  # whatever Python's parser makes of what anybody may send
            subject = f"(cannot be read: {type(error).__name__}; as it came)"
            return Message(id, "", "", subject, "", raw.decode(errors="replace"))

    def _ids(self) -> list[str]:
        names = (path.stem for path in self._folder.glob(f"*{ENDING}"))
        return sorted(names, reverse=True)


def _parsed(id: str, raw: bytes) -> Message:
    message = BytesParser(EmailMessage, policy=policy.default).parsebytes(raw)
    body = message.get_body(("plain", "html"))
    return Message(
        id=id,
        sender=str(message["From"] or ""),
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        sent_at=str(message["Date"] or ""),
        text=str(body.get_content()) if body else "",
    )
