"""All four vendors, and what must hold after every test with them."""

from collections.abc import Iterator

import pytest

from tests.mlops.environments.vendors import Vendors


@pytest.fixture
def vendors() -> Iterator[Vendors]:
    """All four vendors, empty; in the end their papers were kept."""
    vendors = Vendors()
    yield vendors
    assert vendors.violations == []
