"""Who may use MLflow beside its admin, and what a reader's requests may do."""

import pytest

from functions.domain.errors import InvalidInput
from mlops.tracking.authorize import names_of_readers, only_reads
from mlops.tracking.users import Role, User, parse_users

ONE, OTHER = "k3ephd8sl2m4n6b8v0c1x3z5a7s9d1f3", "q1w3:e5r7:t9y1:u3i5:o7p9:a1s3:d5f7"
"""Passwords; one holds colons."""


@pytest.mark.parametrize("between", ["\n", ",", " ", ",\n  "])
def test_users_are_words_with_name_password_and_role(between: str) -> None:
    text = between.join((f"viewer:{ONE}:read", f"trainer:{OTHER}:write"))
    assert parse_users(text, "admin") == (
        User("viewer", ONE, Role.READ),
        User("trainer", OTHER, Role.WRITE),
    )


@pytest.mark.parametrize("text", ["", "  \n", ","])
def test_there_may_be_none(text: str) -> None:
    assert parse_users(text, "admin") == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (f"viewer:{ONE}:read viewer:{ONE}:write", "viewer is there twice"),
        (f"boss:{ONE}:read", "boss is there twice or is the admin"),
        (f"viewer:{ONE}", "entry 1 is not name:password:role"),
        (f"a:{ONE}:read b:{ONE}:admin", "entry 2 is not name:password:role"),
        (f"../x:{ONE}:read", "entry 1 is not"),
        ("viewer:short:read", "the password of viewer needs at least 32"),
        ("viewer:password1234:read", "the password of viewer needs at least 32"),
        (f"viewer:{'changeme' * 5}:read", "the password of viewer looks like a placeholder"),
    ],
)
def test_anything_else_is_refused_without_showing_a_password(text: str, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence) as refusal:
        parse_users(text, "boss")
    assert ONE not in str(refusal.value)


def test_no_password_is_shown() -> None:
    assert ONE not in repr(parse_users(f"viewer:{ONE}:read", "admin"))


def test_only_readers_are_readers() -> None:
    users = f"viewer:{ONE}:read trainer:{OTHER}:write"
    given = {"MLFLOW_USERS": users, "MLFLOW_ADMIN_USERNAME": "admin"}
    assert names_of_readers(given) == {"viewer"}


@pytest.mark.parametrize(
    ("method", "path", "is_reading"),
    [
        ("GET", "/api/2.0/mlflow/runs/get", True),
        ("POST", "/ajax-api/2.0/mlflow/runs/search", True),
        ("POST", "/graphql", True),
        ("POST", "/api/2.0/mlflow/experiments/create", False),
        ("POST", "/api/2.0/mlflow/registered-models/create", False),
        ("PATCH", "/api/2.0/mlflow/users/update-password", False),
        ("PUT", "/api/2.0/mlflow-artifacts/artifacts/1/x/search", False),
        ("DELETE", "/api/2.0/mlflow/registered-models/delete", False),
    ],
)
def test_a_reader_reads(method: str, path: str, is_reading: bool) -> None:
    assert only_reads(method, path) is is_reading
