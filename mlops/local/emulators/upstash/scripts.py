"""Lua scripts that begin with Upstash's own flags line, which Valkey refuses.

`#!lua flags=allow-key-locking` means nothing to a single server, so the line is
dropped, and the script's hash as the client computes it is mapped to the hash the
server knows.
"""

from hashlib import sha1

FLAGS_LINE = b"#!lua flags=allow-key-locking"


class ScriptTranslator:
    """Rewrites EVAL, EVALSHA and SCRIPT LOAD; remembers the hashes it has seen."""

    def __init__(self) -> None:
        self._server_hashes: dict[bytes, bytes] = {}

    def outgoing(self, arguments: list[bytes]) -> list[bytes]:
        """The command as the server can take it."""
        match [argument.upper() for argument in arguments[:2]]:
            case [b"EVAL" | b"EVAL_RO", _]:
                return [arguments[0], self._without_flags(arguments[1]), *arguments[2:]]
            case [b"EVALSHA" | b"EVALSHA_RO", _]:
                known = self._server_hashes.get(arguments[1].lower(), arguments[1])
                return [arguments[0], known, *arguments[2:]]
            case [b"SCRIPT", b"LOAD"] if len(arguments) == 3:
                return [*arguments[:2], self._without_flags(arguments[2])]
        return arguments

    def loaded_hash(self, sent: list[bytes], reply: bytes) -> bytes:
        """The hash the client expects from SCRIPT LOAD of the script it sent."""
        return _hash(sent[2]) if reply in self._server_hashes.values() else reply

    def _without_flags(self, script: bytes) -> bytes:
        first, _, body = script.partition(b"\n")
        if first.strip() != FLAGS_LINE:
            return script
        self._server_hashes[_hash(script)] = _hash(body)
        return body


def _hash(script: bytes) -> bytes:
    # SHA-1 is what EVALSHA is defined with; nothing secret hangs on it.
    return sha1(script, usedforsecurity=False).hexdigest().encode()
