"""The shapes of Neon's answers (its OpenAPI document, 2026)."""

from datetime import datetime, timedelta
from typing import Any

from mlops.local.emulators.neon.account import Operation, Project

PERIOD = timedelta(days=30)
OWNER = "user-local"


def listed_project(project: Project) -> dict[str, Any]:
    """A project as a list shows it."""
    time = instant(project.created_at)
    return {
        "id": project.id,
        "name": project.name,
        "platform_id": "aws",
        "region_id": project.region,
        "provisioner": "k8s-neonvm",
        "pg_version": project.pg_version,
        "proxy_host": f"{project.region}.neon.example",
        "branch_logical_size_limit": 512,
        "branch_logical_size_limit_bytes": 536_870_912,
        "store_passwords": True,
        "active_time": project.compute_s,
        "cpu_used_sec": project.compute_s,
        "creation_source": "console",
        "created_at": time,
        "updated_at": time,
        "synthetic_storage_size": project.storage_bytes,
        "owner_id": OWNER,
    }


def project_document(project: Project) -> dict[str, Any]:
    """A project with what it used in this period."""
    listed = listed_project(project)
    del listed["active_time"]
    return {
        **listed,
        "active_time_seconds": project.compute_s,
        "compute_time_seconds": project.compute_s,
        "written_data_bytes": 0,
        "data_transfer_bytes": 0,
        "data_storage_bytes_hour": 0,
        "history_retention_seconds": 21_600,
        "consumption_period_start": instant(project.created_at),
        "consumption_period_end": instant(project.created_at + PERIOD),
    }


def operation_document(project: Project, one: Operation) -> dict[str, Any]:
    """An operation as it is now."""
    time = instant(one.begun_at)
    return {
        "id": one.id,
        "project_id": project.id,
        "branch_id": project.branch,
        "action": one.action,
        "status": one.status,
        "failures_count": 0,
        "created_at": time,
        "updated_at": time,
        "total_duration_ms": 0,
    }


def role_document(project: Project) -> dict[str, Any]:
    """The role with its password."""
    time = instant(project.created_at)
    return {
        "branch_id": project.branch,
        "name": project.role,
        "password": project.password,
        "protected": False,
        "created_at": time,
        "updated_at": time,
    }


def database_document(project: Project) -> dict[str, Any]:
    """The database."""
    time = instant(project.created_at)
    return {
        "id": 1,
        "branch_id": project.branch,
        "name": project.database,
        "owner_name": project.role,
        "created_at": time,
        "updated_at": time,
    }


def branch_document(project: Project) -> dict[str, Any]:
    """The default branch."""
    time = instant(project.created_at)
    return {
        "id": project.branch,
        "project_id": project.id,
        "name": "production",
        "current_state": "ready",
        "state_changed_at": time,
        "creation_source": "console",
        "primary": True,
        "default": True,
        "protected": False,
        "cpu_used_sec": project.compute_s,
        "active_time_seconds": project.compute_s,
        "compute_time_seconds": project.compute_s,
        "written_data_bytes": 0,
        "data_transfer_bytes": 0,
        "created_at": time,
        "updated_at": time,
    }


def endpoint_document(project: Project) -> dict[str, Any]:
    """Its compute."""
    time = instant(project.created_at)
    return {
        "host": project.host,
        "id": f"ep-{project.id}",
        "project_id": project.id,
        "branch_id": project.branch,
        "region_id": project.region,
        "autoscaling_limit_min_cu": 0.25,
        "autoscaling_limit_max_cu": 0.25,
        "type": "read_write",
        "current_state": "active",
        "pooler_enabled": False,
        "pooler_mode": "transaction",
        "disabled": False,
        "passwordless_access": True,
        "creation_source": "console",
        "created_at": time,
        "updated_at": time,
        "settings": {},
        "proxy_host": f"{project.region}.neon.example",
        "suspend_timeout_seconds": 0,
        "provisioner": "k8s-neonvm",
    }


def connection_document(project: Project) -> dict[str, Any]:
    """How its role connects."""
    pooler = f"ep-{project.id}-pooler.{project.region}.neon.example"
    return {
        "connection_uri": project.uri(pooled=False),
        "connection_parameters": {
            "database": project.database,
            "password": project.password,
            "role": project.role,
            "host": project.host,
            "pooler_host": pooler,
        },
    }


def instant(time: datetime) -> str:
    """RFC 3339 in UTC."""
    return time.isoformat(timespec="seconds").replace("+00:00", "Z")
