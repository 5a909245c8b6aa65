"""A port that is free stays so until somebody listens on it."""

import socket

from mlops.local.free_port import LOOPBACK, QUIET, accepts_connections, free_port, is_free


def test_the_preferred_port_is_taken_while_it_is_free() -> None:
    preferred = free_port()
    assert free_port(preferred) == preferred
    with socket.socket() as listener:
        listener.bind((LOOPBACK, preferred))
        listener.listen()
        assert accepts_connections(preferred)
        assert not is_free(preferred)
        assert free_port(preferred) != preferred


def test_no_outgoing_connection_is_given_it() -> None:
    assert all(free_port() in QUIET for _ in range(20))
