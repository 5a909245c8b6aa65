"""Tests that need the linter of migrations say so where it is missing."""

import pytest

from mlops.release.preflight.lint import SQUAWK

needs_squawk = pytest.mark.skipif(
    not SQUAWK.is_file(), reason="squawk is not installed; mlops/deployment/install_checks.sh"
)
