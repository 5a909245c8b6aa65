"""A bucket's public host name: one prefix of it, for everybody, over plain HTTP."""

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from mlops.local.settings import handed_down


def create_app(folder: str, prefix: str) -> Starlette:
    """Shows the files in a folder under a prefix; it lists nothing."""
    return Starlette(routes=[Mount(f"/{prefix}", StaticFiles(directory=folder))])


def app_from_environment() -> Starlette:
    """The app as the local stack serves it."""
    return create_app(**handed_down("CANDOR_PUBLIC_BUCKET"))
