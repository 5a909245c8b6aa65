"""A package that Lambda would refuse is refused here."""

import pytest

from functions.domain.errors import InvalidInput
from mlops.deployment.aws.package import MB, ZIPPED_BYTES_MAX, check_size


def test_a_package_may_be_as_large_as_lambda_takes() -> None:
    check_size("zipped", ZIPPED_BYTES_MAX, ZIPPED_BYTES_MAX)


def test_a_larger_one_is_refused_with_its_size_and_the_limit() -> None:
    with pytest.raises(InvalidInput, match=r"is 51\.0 MB zipped and Lambda takes 50 MB: see"):
        check_size("zipped", 51 * MB, ZIPPED_BYTES_MAX)
