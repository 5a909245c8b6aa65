"""Prints the OpenAPI document, from which the page's client is generated."""

import json
import sys
from typing import Any, cast

from functions.app import create_app
from functions.bootstrap import Bootstrapped


def openapi() -> dict[str, Any]:
    """The interface description; building it needs no service."""
    nothing = cast("Any", None)
    given = Bootstrapped(nothing, nothing, cron_secret="", environment="", close=nothing)
    return create_app(given).openapi()


if __name__ == "__main__":
    json.dump(openapi(), sys.stdout, indent=2, sort_keys=True)
    sys.stdout.write("\n")
