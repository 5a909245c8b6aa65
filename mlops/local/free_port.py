"""A loopback port nobody listens on."""

import socket

LOOPBACK = "127.0.0.1"


def free_port(preferred: int = 0) -> int:
    """The preferred port if it is free, otherwise any free one."""
    for port in (preferred, 0):
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
