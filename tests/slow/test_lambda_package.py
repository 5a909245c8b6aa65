"""The deployment package: the same bytes always, nothing that is not served, and it starts."""

import zipfile
from pathlib import Path
from statistics import median

import pytest

from mlops.deployment.aws.cold_start import cold_starts
from mlops.deployment.aws.package import MB, PYTHON, TASK_ROOT, Package, build, find_python
from tests.slow.conftest import Say

pytestmark = pytest.mark.slow

COLD_START_S_MAX = 10.0
MEMORY_MB_MAX = 256
ZIPPED_MB_MAX = 20
UNPACKED_MB_MAX = 60
FOREIGN = {"mlops", "tests", "api", "frontend", "numpy", "polars", "mlflow", "boto3", "uvicorn"}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    return build(tmp_path_factory.mktemp("lambda"))


def test_it_is_the_same_bytes_wherever_it_is_built(package: Package, tmp_path: Path) -> None:
    assert build(tmp_path).archive.read_bytes() == package.archive.read_bytes()


def test_it_has_what_serves_and_nothing_else(package: Package, say: Say) -> None:
    with zipfile.ZipFile(package.archive) as archive:
        names = archive.namelist()
        modes = {entry.external_attr >> 16 for entry in archive.infolist()}
    tops = {name.partition("/")[0] for name in names}
    assert {"functions", "fastapi", "mangum", "psycopg_binary", "upstash_redis"} <= tops
    assert tops & FOREIGN == set()
    assert [name for name in names if name.startswith("bin/") or name.endswith("/RECORD")] == []
    assert "functions/lambda_handler.py" in names
    assert modes == {0o100644}
    say(
        f"Lambda package: {package.zipped_bytes / MB:.1f} MB zipped,"
        f" {package.unpacked_bytes / MB:.1f} MB unpacked"
    )
    assert package.zipped_bytes < ZIPPED_MB_MAX * MB
    assert package.unpacked_bytes < UNPACKED_MB_MAX * MB


def test_every_module_is_compiled_for_lambdas_python(package: Package) -> None:
    if find_python() is None:
        pytest.skip(f"there is no Python {PYTHON} here")
    tag = f"cpython-{PYTHON.replace('.', '')}"
    sources = [path for path in package.folder.rglob("*.py") if "template" not in path.parts]
    assert len(sources) > 500
    compiled = {path: path.parent / "__pycache__" / f"{path.stem}.{tag}.pyc" for path in sources}
    assert [path for path, one in compiled.items() if not one.is_file()] == []
    ours = compiled[package.folder / "functions/lambda_handler.py"].read_bytes()
    assert ours[4:8] == b"\x01\x00\x00\x00"  # found by its hash, which is not checked
    assert f"{TASK_ROOT}/functions/lambda_handler.py".encode() in ours
    assert str(package.folder).encode() not in ours


def test_it_starts_and_answers_under_lambdas_python(
    package: Package, tmp_path: Path, say: Say
) -> None:
    if find_python() is None:
        pytest.skip(f"there is no Python {PYTHON} here")
    starts = list(cold_starts(package, tmp_path, runs=5))
    assert [one.answer["statusCode"] for one in starts] == [200] * 5
    assert starts[0].answer["body"] == '{"status":"ok"}'
    middle = median(one.seconds for one in starts)
    memory_mb = max(one.memory_mb for one in starts)
    say(f"Lambda cold start: median {middle:.2f} s of 5, {memory_mb:.0f} MB")
    assert middle < COLD_START_S_MAX
    assert memory_mb < MEMORY_MB_MAX
