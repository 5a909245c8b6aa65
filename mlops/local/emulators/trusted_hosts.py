"""Who may be asked: this machine by its own names, and a container by compose's.

A web page can give its own name the address 127.0.0.1 and read what answers there; then it is
asked for by that name.
"""

from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from mlops.local.free_port import LOOPBACK


def trusted_hosts(compose_name: str) -> Middleware:
    """Refuses with 400 what is asked for by any other name."""
    names = [LOOPBACK, "localhost", "[::1]", compose_name]
    return Middleware(TrustedHostMiddleware, allowed_hosts=names, www_redirect=False)
