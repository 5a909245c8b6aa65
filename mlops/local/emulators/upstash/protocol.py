"""From REST request to Redis commands, and from replies to JSON. No I/O."""

import json
from base64 import b64encode
from typing import Any
from urllib.parse import parse_qsl, unquote

from mlops.local.emulators.upstash.resp import Reply, RespError

UNAVAILABLE_COMMANDS = frozenset(
    b"BLPOP BRPOP BLMOVE BLMPOP BRPOPLPUSH BZPOPMIN BZPOPMAX BZMPOP WAIT WAITAOF SUBSCRIBE"
    b" PSUBSCRIBE SSUBSCRIBE UNSUBSCRIBE MONITOR MULTI EXEC DISCARD WATCH UNWATCH CLIENT CONFIG"
    b" SHUTDOWN DEBUG SAVE BGSAVE REPLICAOF SLAVEOF CLUSTER ACL AUTH HELLO SELECT".split()
)
"""Commands that need a connection of their own or an operator's rights."""


class BadRequest(Exception):
    """The request is no command; the message is the vendor-style error."""


def command_from_body(body: bytes) -> list[bytes]:
    """One command from a JSON array."""
    return _command(_parsed(body))


def commands_from_body(body: bytes) -> list[list[bytes]]:
    """A batch of commands from a JSON array of arrays."""
    batch = _parsed(body)
    if not isinstance(batch, list) or not batch:
        raise BadRequest("ERR empty pipeline request")
    return [_command(item) for item in batch]


def command_from_path(path: str, query: str, body: bytes) -> list[bytes]:
    """One command in path style: `/set/key/value?EX=100`, a body being the last of the path."""
    words = [unquote(word).encode() for word in path.strip("/").split("/")]
    if body:
        words.append(body)
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name != "_token":
            words += [word.encode() for word in (name, value) if word]
    return _available(words)


def token_from(authorization: str, query: str) -> str:
    """The token a request carries, in its header or as `_token`; empty without one."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return token.strip()
    return dict(parse_qsl(query)).get("_token", "")


def answer(reply: Reply, *, base64: bool) -> dict[str, Any]:
    """A reply as `{"result": …}` or `{"error": …}`."""
    if isinstance(reply, RespError):
        return {"error": reply.message}
    return {"result": _json_value(reply, base64=base64)}


def _json_value(reply: Reply, *, base64: bool) -> Any:
    match reply:
        case bytes():
            if base64 and reply != b"OK":
                return b64encode(reply).decode()
            return reply.decode(errors="replace")
        case list():
            return [_json_value(item, base64=base64) for item in reply]
        case RespError():
            return reply.message
        case _:
            return reply


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        raise BadRequest("ERR failed to parse request body: not JSON") from None


def _command(words: Any) -> list[bytes]:
    if not isinstance(words, list) or not words:
        raise BadRequest("ERR empty command: a command is a non-empty JSON array")
    return _available([_word(word) for word in words])


def _word(word: Any) -> bytes:
    if isinstance(word, str):
        return word.encode()
    if isinstance(word, (int, float)) and not isinstance(word, bool):
        return json.dumps(word).encode()
    return json.dumps(word, separators=(",", ":")).encode()


def _available(words: list[bytes]) -> list[bytes]:
    name = words[0].upper()
    if not name:
        raise BadRequest("ERR empty command")
    if name in UNAVAILABLE_COMMANDS:
        raise BadRequest(f"ERR Command is not available: '{name.decode()}'")
    return words
