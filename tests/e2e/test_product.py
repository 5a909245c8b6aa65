"""What a newcomer does with the running product, from the command line."""

import time
from collections.abc import Callable

import httpx

from functions.domain.baseline import BASELINES
from tests.e2e.conftest import Product

SEEN_S_MAX = 20


def api(product: Product, path: str) -> dict[str, object]:
    answer: dict[str, object] = httpx.get(f"{product.url}{path}").raise_for_status().json()
    return answer


def eventually(holds: Callable[[], bool]) -> None:
    """Wait until it holds: readers see a new document seconds after it was written."""
    deadline = time.monotonic() + SEEN_S_MAX
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def _issued(product: Product) -> int:
    issued = api(product, "/api/v1/status")["issued"]
    assert isinstance(issued, int)
    return issued


def _roles(product: Product, part: str) -> list[str]:
    models = httpx.get(f"{product.url}/api/v1/models").json()
    return [one["role"] for one in models[part]]


def test_sixty_days_have_gone_through_the_real_jobs(product: Product) -> None:
    scores = httpx.get(f"{product.url}/api/v1/scores").json()["horizons"]
    by_horizon = {one["horizon"]: one for one in scores}
    assert [one["horizon"] for one in scores] == ["1h", "4h", "24h", "7d"]
    assert by_horizon["1h"]["issued"] >= 60 * 24
    assert by_horizon["7d"]["issued"] >= 60
    assert all(one["missed"] == 0 for one in scores)
    for one in scores:
        assert (
            one["issued"] - one["scored"] <= {"1h": 2, "4h": 5, "24h": 25, "7d": 8}[one["horizon"]]
        )
    assert set(by_horizon["1h"]["pinball"]) == {"model", *BASELINES}


def test_the_first_lines_say_where_the_page_is_and_which_world_is_open(product: Product) -> None:
    said = product.output.read_text()
    assert f"Candor is up at {product.url}" in said
    assert "World: replay of history:" in said
    assert "champion" in said


def test_status_asks_every_service(product: Product) -> None:
    done = product.candor("status")
    assert done.returncode == 0
    stores = {"postgres", "valkey", "upstash", "cloudinary", "s3", "s3-public"}
    services = {"page", "api", "calendar"} | stores
    assert services <= {line.split()[0] for line in done.stdout.splitlines()}
    assert "not answering" not in done.stdout


def test_a_second_start_says_where_the_first_one_runs(product: Product) -> None:
    done = product.candor("up")
    assert (done.returncode, product.url in done.stdout) == (0, True)


def test_hours_pass_at_full_speed_on_demand(product: Product) -> None:
    before = api(product, "/api/v1/status")["issued"]
    done = product.candor("replay", "--hours", "6")
    assert done.returncode == 0, done.stderr
    assert "6 hours in" in done.stdout
    assert isinstance(before, int)
    eventually(lambda: _issued(product) >= before + 6 * 3)


def test_ten_forecasts_drawn_from_the_ledger_are_reproduced_by_an_outsider(
    product: Product,
) -> None:
    done = product.candor("reproduce", "--random", "10", "--url", product.url)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count(": reproduced (") == 10
    assert "10 of 10 reproduced." in done.stdout
    assert product.candor("reproduce", "1h-20990101T00Z").returncode == 2


def test_a_later_training_gives_a_challenger_on_record(product: Product) -> None:
    done = product.candor("model", "train")
    assert done.returncode == 0, done.stderr
    assert "is challenger" in done.stdout
    expected = ["challenger", "champion"]
    eventually(lambda: _roles(product, "versions") == expected)
    eventually(lambda: _roles(product, "promotions") == expected)
