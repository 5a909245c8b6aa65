"""A loopback port nobody listens on."""

import random
import socket

LOOPBACK = "127.0.0.1"
QUIET = range(20_000, 32_000)
"""Below the ports that systems give to outgoing connections (Linux: from 32768): of those, one that
is free now may be taken before we listen on it."""
TRIES = 50
_CHANCE = random.SystemRandom()
"""Not the generator that tests seed: then all of them would ask for the same ports."""


def free_port(preferred: int = 0) -> int:
    """The preferred port if it is free, otherwise any free one."""
    wanted = [preferred] if preferred else []
    for port in (*wanted, *_CHANCE.sample(QUIET, TRIES), 0):
        try:
            return _bound(port)
        except OSError:
            continue
    raise OSError("no free port on the loopback interface")


def is_free(port: int) -> bool:
    """Whether we could listen on this port now."""
    try:
        _bound(port)
    except OSError:
        return False
    return True


def accepts_connections(port: int) -> bool:
    """Whether somebody listens on this port."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=0.2):
            return True
    except OSError:
        return False


def _bound(port: int) -> int:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOOPBACK, port))
        return int(listener.getsockname()[1])
