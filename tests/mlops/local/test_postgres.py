"""The local PostgreSQL: what it is, and what its roles may do."""

import os
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from functions.domain.errors import InvalidInput
from mlops.local.database_setup import APPLICATION_ROLE
from mlops.local.free_port import LOOPBACK, free_port
from mlops.local.postgres import OWNER_ROLE, PASSWORD_MARK, PostgresServer, choose_home
from mlops.local.state_folder import StateFolder


def test_it_is_postgresql_18_in_utf_8_and_utc(postgres_cluster: PostgresServer) -> None:
    with psycopg.connect(postgres_cluster.url(OWNER_ROLE, "postgres")) as connection:
        for setting, value in (
            ("server_encoding", "UTF8"), ("timezone", "UTC"), ("listen_addresses", "127.0.0.1")
        ):  # fmt: skip
            row = connection.execute("SELECT current_setting(%s)", (setting,)).fetchone()
            assert row == (value,)
        assert connection.info.server_version // 10000 == 18


def test_the_application_role_may_log_in_and_nothing_more(
    postgres_cluster: PostgresServer,
) -> None:
    with psycopg.connect(postgres_cluster.url(APPLICATION_ROLE, "postgres")) as connection:
        row = connection.execute(
            "SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        assert row == (False, False, False)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE t (x int)")


def test_a_connection_without_the_roles_own_password_is_refused(
    postgres_cluster: PostgresServer,
) -> None:
    one = postgres_cluster
    where = f"host={LOOPBACK} port={one.port} dbname=postgres passfile=/dev/null"
    for role, password in (
        (OWNER_ROLE, ""), (APPLICATION_ROLE, ""), (OWNER_ROLE, one.application_password),
        (APPLICATION_ROLE, one.owner_password),
    ):  # fmt: skip
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(where, user=role, password=password)


def test_no_password_is_on_the_command_line_in_the_log_or_in_what_people_see(
    postgres_cluster: PostgresServer,
) -> None:
    one = postgres_cluster
    log = one.home.with_name("postgres.log").read_text()
    seen = (repr(one), *one.command().argv, one.shown_url("x"), log)
    for password in (one.owner_password, one.application_password):
        assert not any(password in text or quote(password, safe="") in text for text in seen)
    assert not (one.home / "password").exists()


def test_a_cluster_of_other_passwords_or_of_none_is_refused_in_one_sentence(
    tmp_path: Path,
) -> None:
    cluster = tmp_path / "cluster"
    cluster.mkdir()
    (cluster / "PG_VERSION").write_text("18\n")
    server = PostgresServer(tmp_path, free_port(), "one", "other")
    for mark in (None, "0" * 64):
        if mark is not None:
            (cluster / PASSWORD_MARK).write_text(mark)
        with pytest.raises(InvalidInput, match=r"not have the password.*run `make reset`"):
            server.prepare()


def test_a_database_is_created_once_and_dropped_with_its_sessions(
    postgres_cluster: PostgresServer,
) -> None:
    assert postgres_cluster.create_database("candor_once")
    assert not postgres_cluster.create_database("candor_once")
    with psycopg.connect(postgres_cluster.url(OWNER_ROLE, "candor_once")) as session:
        postgres_cluster.drop_database("candor_once")
        with pytest.raises(psycopg.OperationalError):
            session.execute("SELECT 1")
    postgres_cluster.drop_database("candor_once")


def test_creating_the_application_role_again_changes_nothing(
    postgres_cluster: PostgresServer,
) -> None:
    postgres_cluster.create_application_role()


def test_preparing_a_prepared_cluster_changes_nothing(postgres_cluster: PostgresServer) -> None:
    before = (postgres_cluster.cluster / "PG_VERSION").stat()
    postgres_cluster.prepare()
    assert (postgres_cluster.cluster / "PG_VERSION").stat() == before


@pytest.mark.parametrize("version", ["17\n", None], ids=["older", "none"])
def test_a_cluster_of_another_version_or_a_broken_one_is_refused_in_one_sentence(
    tmp_path: Path, version: str | None
) -> None:
    cluster = tmp_path / "cluster"
    cluster.mkdir()
    if version is not None:
        (cluster / "PG_VERSION").write_text(version)
    with pytest.raises(InvalidInput, match="run `make reset`"):
        PostgresServer(tmp_path, free_port(), "one", "other").prepare()


def test_nothing_listens_before_it_is_started(tmp_path: Path) -> None:
    assert not PostgresServer(tmp_path, free_port(), "one", "other").is_ready()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a user to drop to")
def test_as_root_a_folder_closed_to_others_sends_the_cluster_elsewhere(tmp_path: Path) -> None:
    closed, open_ = tmp_path / "closed", tmp_path
    closed.mkdir(mode=0o700)
    assert choose_home(closed).parent == Path("/var/lib/candor")
    assert choose_home(closed) != choose_home(open_)


def test_a_state_folder_as_it_is_made_holds_the_cluster(server_folder: Path) -> None:
    state = StateFolder(server_folder / "state")
    state.prepare()
    assert choose_home(state.path) == state.path / "postgres"
