"""Model versions and promotions in PostgreSQL."""

from collections.abc import Callable

from psycopg.types.json import Jsonb

from functions.adapters.postgres.ledger import append, lock_head
from functions.adapters.postgres.pool import Connection, Pool
from functions.domain.errors import NotFound
from functions.domain.record import ModelRef
from functions.ports.models import ModelVersion, Promotion, TrainedModel


class PostgresModels:
    """functions.ports.models.ModelStore."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool.of("models")

    async def champion(self) -> ModelRef | None:
        """The model that speaks."""
        async with self._pool.connection() as connection:
            return await _champion(connection)

    async def register(self, model: TrainedModel) -> int:
        """The version of this digest, new or as registered before."""
        async with self._pool.transaction() as connection:
            await lock_head(connection)
            cursor = await connection.execute(
                """
                WITH inserted AS (
                    INSERT INTO model_version
                        (version, digest, name, trained_until, training_hours, evaluation)
                    SELECT coalesce(max(version), 0) + 1, %(digest)s, %(name)s, %(until)s,
                           %(hours)s, %(evaluation)s
                    FROM model_version
                    ON CONFLICT (digest) DO NOTHING RETURNING version)
                SELECT version FROM inserted
                UNION ALL SELECT version FROM model_version WHERE digest = %(digest)s
                """,
                {
                    "digest": model.digest,
                    "name": model.name,
                    "until": model.trained_until,
                    "hours": model.training_hours,
                    "evaluation": Jsonb(model.evaluation),
                },
            )
            row = await cursor.fetchone()
        if row is None:
            raise NotFound(f"no model version for {model.digest}")
        return int(row[0])

    async def promote(
        self, version: int, role: str | None, render: Callable[[ModelRef, str], bytes]
    ) -> str:
        """Append a promotion and return its role."""
        async with self._pool.transaction() as connection:
            head = await lock_head(connection)
            role = role or ("challenger" if await _champion(connection) else "champion")
            cursor = await connection.execute(
                "SELECT version, digest FROM model_version WHERE version = %s", [version]
            )
            row = await cursor.fetchone()
            if row is None:
                raise NotFound(f"there is no model version {version}")
            await append(connection, head, render(ModelRef(*row), role))
            await connection.execute(
                "INSERT INTO promotion (ledger_index, version, role) VALUES (%s, %s, %s)",
                [head.size, version, role],
            )
        return role

    async def link_run(self, version: int, run_id: str) -> None:
        """Say which MLflow run describes a version; the first one said stays."""
        async with self._pool.transaction() as connection:
            cursor = await connection.execute(
                "SELECT FROM model_version WHERE version = %s", [version]
            )
            if cursor.rowcount == 0:
                raise NotFound(f"there is no model version {version}")
            await connection.execute(
                """
                INSERT INTO model_run (version, run_id) VALUES (%s, %s)
                ON CONFLICT (version) DO NOTHING
                """,
                [version, run_id],
            )

    async def versions(self) -> list[ModelVersion]:
        """Every version, newest first; who was champion before is retired."""
        async with self._pool.connection() as connection:
            champion = await _champion(connection)
            cursor = await connection.execute(
                """
                SELECT version, digest, name, trained_until, training_hours, evaluation,
                       registered_at,
                       EXISTS (SELECT FROM promotion
                               WHERE promotion.version = model_version.version
                                 AND role = 'champion'),
                       run_id
                FROM model_version LEFT JOIN model_run USING (version) ORDER BY version DESC
                """
            )
            rows = await cursor.fetchall()
        return [
            ModelVersion(
                ref := ModelRef(row[0], row[1]),
                TrainedModel(*row[1:6]),
                registered_at=row[6],
                role="champion" if ref == champion else "retired" if row[7] else "challenger",
                run_id=row[8],
            )
            for row in rows
        ]

    async def promotions(self) -> list[Promotion]:
        """The promotion log, newest first."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                """
                SELECT ledger_index, version, digest, role, recorded_at
                FROM promotion JOIN model_version USING (version)
                JOIN ledger_entry ON index = ledger_index
                ORDER BY ledger_index DESC
                """
            )
            rows = await cursor.fetchall()
        return [
            Promotion(index, ModelRef(version, digest), role, recorded_at)
            for index, version, digest, role, recorded_at in rows
        ]


async def _champion(connection: Connection) -> ModelRef | None:
    cursor = await connection.execute(
        """
        SELECT version, digest FROM promotion JOIN model_version USING (version)
        WHERE role = 'champion' ORDER BY ledger_index DESC LIMIT 1
        """
    )
    row = await cursor.fetchone()
    return ModelRef(*row) if row else None
