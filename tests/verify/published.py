"""The published verifier as a module: it lies among the page's files, not in a package."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

SCRIPT = Path(__file__).parents[2] / "frontend" / "public" / "verify.py"


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("candor_verify", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses and NamedTuple look their module up
    spec.loader.exec_module(module)
    return module


verify = _load()
