"""The model store port in memory."""

from collections.abc import Callable

from functions.domain.errors import NotFound
from functions.domain.record import ModelRef
from functions.ports.models import ModelVersion, Promotion, TrainedModel
from tests.fakes.database import FakeDatabase


class FakeModels:
    """Versions counted from 1 and the promotions of a database in memory."""

    def __init__(self, database: FakeDatabase) -> None:
        self._database = database

    async def champion(self) -> ModelRef | None:
        """The model that speaks."""
        await self._database.turn()
        return self._champion()

    async def register(self, model: TrainedModel) -> int:
        """The version of this digest, new or as registered before."""
        await self._database.turn()
        for version, (known, _) in enumerate(self._database.registered, start=1):
            if known.digest == model.digest:
                return version
        self._database.registered.append((model, self._database.clock.now))
        return len(self._database.registered)

    async def promote(
        self, version: int, role: str | None, render: Callable[[ModelRef, str], bytes]
    ) -> str:
        """Append a promotion and return its role."""
        await self._database.turn()
        role = role or ("challenger" if self._champion() else "champion")
        if not 1 <= version <= len(self._database.registered):
            raise NotFound(f"there is no model version {version}")
        ref = self._ref(version)
        entry = self._database.append(render(ref, role))
        self._database.promotions.append(Promotion(entry.index, ref, role, entry.recorded_at))
        return role

    async def link_run(self, version: int, run_id: str) -> None:
        """Say which MLflow run describes a version; the first one said stays."""
        await self._database.turn()
        if not 1 <= version <= len(self._database.registered):
            raise NotFound(f"there is no model version {version}")
        self._database.runs.setdefault(version, run_id)

    async def versions(self) -> list[ModelVersion]:
        """Every version, newest first; who was champion before is retired."""
        await self._database.turn()
        return [
            ModelVersion(
                self._ref(version),
                model,
                registered_at,
                self._role(version),
                self._database.runs.get(version),
            )
            for version, (model, registered_at) in reversed(
                list(enumerate(self._database.registered, start=1))
            )
        ]

    async def promotions(self) -> list[Promotion]:
        """The promotion log, newest first."""
        await self._database.turn()
        return self._database.promotions[::-1]

    def _champion(self) -> ModelRef | None:
        champions = [one.ref for one in self._database.promotions if one.role == "champion"]
        return champions[-1] if champions else None

    def _ref(self, version: int) -> ModelRef:
        return ModelRef(version, self._database.registered[version - 1][0].digest)

    def _role(self, version: int) -> str:
        if self._champion() == self._ref(version):
            return "champion"
        once = any(
            one.ref.version == version and one.role == "champion"
            for one in self._database.promotions
        )
        return "retired" if once else "challenger"
