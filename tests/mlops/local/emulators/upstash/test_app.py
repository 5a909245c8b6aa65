"""The emulator, spoken to by the vendor's own SDK and by plain HTTP."""

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from upstash_redis import Redis
from upstash_redis.asyncio import Redis as AsyncRedis
from upstash_redis.errors import UpstashError

from mlops.local.emulators.upstash.server import UpstashServer


@pytest.fixture(autouse=True)
def http(upstash: UpstashServer) -> Iterator[httpx.Client]:
    """Speaks to an emulator that every test finds empty and well."""
    headers = {"Authorization": f"Bearer {upstash.token}"}
    with httpx.Client(base_url=upstash.url, headers=headers, timeout=5) as client:
        client.post("/", json=["FLUSHDB"])
        yield client
        client.delete("/_faults")


@pytest.fixture(params=["base64", None], ids=["base64", "plain"])
def redis(upstash: UpstashServer, request: pytest.FixtureRequest) -> Iterator[Redis]:
    with Redis(upstash.url, upstash.token, rest_encoding=request.param, rest_retries=0) as client:
        yield client


@pytest.fixture
async def async_redis(upstash: UpstashServer) -> AsyncIterator[AsyncRedis]:
    async with AsyncRedis(upstash.url, upstash.token, rest_retries=0) as client:
        yield client


class TestThroughTheSdk:
    """The protocol as the vendor's client uses it."""

    def test_text_numbers_and_nothing_come_back(self, redis: Redis) -> None:
        assert redis.set("key", "80 % – 61 000 €", ex=60)
        assert redis.get("key") == "80 % – 61 000 €"
        assert redis.get("absent") is None
        assert redis.incrby("count", 41) == 41
        assert redis.ping() == "PONG"
        assert 0 < redis.ttl("key") <= 60

    def test_a_value_that_reads_ok_comes_back_as_ok(self, redis: Redis) -> None:
        redis.set("key", "OK")
        assert redis.get("key") == "OK"

    def test_lists_and_hashes_come_back(self, redis: Redis) -> None:
        redis.rpush("list", "a", "b")
        redis.hset("hash", values={"a": "1", "b": "2"})
        assert redis.lrange("list", 0, -1) == ["a", "b"]
        assert redis.hgetall("hash") == {"a": "1", "b": "2"}

    def test_a_pipeline_answers_in_order(self, redis: Redis) -> None:
        pipeline = redis.pipeline()
        pipeline.set("a", "1").incr("a").get("a")
        assert pipeline.exec() == [True, 2, "2"]

    def test_a_transaction_answers_in_order(self, redis: Redis) -> None:
        transaction = redis.multi()
        transaction.set("a", "1").incr("a").get("absent")
        assert transaction.exec() == [True, 2, None]

    def test_a_failing_command_raises_with_its_code(self, redis: Redis) -> None:
        redis.set("key", "text")
        with pytest.raises(UpstashError, match=r"^ERR value is not an integer"):
            redis.incr("key")
        with pytest.raises(UpstashError, match=r"^WRONGTYPE"):
            redis.lpush("key", "x")

    def test_scripts_with_upstashs_flags_line_run_and_are_found_by_their_hash(
        self, redis: Redis
    ) -> None:
        script = "#!lua flags=allow-key-locking\nreturn {ARGV[1], KEYS[1]}"
        assert redis.eval(script, keys=["k"], args=["v"]) == ["v", "k"]
        digest = redis.script_load(script)
        assert redis.evalsha(digest, keys=["k"], args=["v"]) == ["v", "k"]
        plain = redis.script_load("return 7")
        assert redis.evalsha(plain) == 7

    async def test_the_asyncio_client_gets_the_same(self, async_redis: AsyncRedis) -> None:
        assert await async_redis.set("key", "value")
        assert await async_redis.get("key") == "value"
        pipeline = async_redis.pipeline()
        pipeline.get("key").incr("count")
        assert await pipeline.exec() == ["value", 1]

    def test_a_wrong_token_raises(self, upstash: UpstashServer) -> None:
        with (
            Redis(upstash.url, "wrong", rest_retries=0) as stranger,
            pytest.raises(UpstashError, match="Unauthorized"),
        ):
            stranger.get("key")


FAULTS = [
    ("429", UpstashError),
    ("500", UpstashError),
    ("401", UpstashError),
    ("html", json.JSONDecodeError),
    ("cut", httpx.RemoteProtocolError),
]


class TestFaults:
    """Every way to fail, as the vendor's client meets it."""

    @pytest.mark.parametrize(("mode", "raised"), FAULTS)
    def test_the_sync_sdk_meets_the_fault_once(
        self, redis: Redis, http: httpx.Client, mode: str, raised: type[Exception]
    ) -> None:
        http.post("/_faults", json={"mode": mode, "count": 1}).raise_for_status()
        with pytest.raises(raised):
            redis.get("key")
        assert redis.get("key") is None

    @pytest.mark.parametrize(("mode", "raised"), FAULTS)
    async def test_the_asyncio_sdk_meets_the_fault_once(
        self, async_redis: AsyncRedis, http: httpx.Client, mode: str, raised: type[Exception]
    ) -> None:
        switch = http.post("/_faults", json={"mode": mode, "count": 1})  # noqa: ASYNC212
        switch.raise_for_status()
        with pytest.raises(raised):
            await async_redis.get("key")
        assert await async_redis.get("key") is None

    def test_a_slow_answer_is_right_but_late(self, redis: Redis, http: httpx.Client) -> None:
        redis.set("key", "value")
        http.post("/_faults", json={"mode": "slow", "count": 1, "delay_ms": 300})
        answer = http.post("/", json=["GET", "key"])
        assert answer.json() == {"result": "value"}
        assert answer.elapsed.total_seconds() >= 0.3

    def test_without_a_count_it_fails_until_cleared(self, http: httpx.Client) -> None:
        http.post("/_faults", json={"mode": "500"})
        assert [http.get("/ping").status_code for _ in range(3)] == [500, 500, 500]
        assert http.get("/_faults").json() == {"mode": "500"}
        http.delete("/_faults")
        assert http.get("/ping").status_code == 200

    def test_only_holders_of_the_token_may_switch(self, upstash: UpstashServer) -> None:
        assert httpx.post(f"{upstash.url}/_faults", json={"mode": "500"}).status_code == 401

    @pytest.mark.parametrize(
        "nonsense",
        [{"mode": "418"}, {}, {"mode": "500", "count": 0}, {"mode": "slow", "delay_ms": -1},
         {"mode": "500", "unknown": 1}, ["500"]],
    )  # fmt: skip
    def test_a_fault_nobody_knows_is_refused(self, http: httpx.Client, nonsense: Any) -> None:
        assert http.post("/_faults", json=nonsense).status_code == 400
        assert http.get("/_faults").json() == {"mode": None}


class TestThroughPlainHttp:
    """The parts of the protocol that the client does not use."""

    def test_path_style_takes_body_and_query_as_last_arguments(self, http: httpx.Client) -> None:
        assert http.get("/set/key/a%2Fb%20c").json() == {"result": "OK"}
        assert http.get("/get/key").json() == {"result": "a/b c"}
        assert http.post("/set/key?EX=100", content=b"body").json() == {"result": "OK"}
        assert http.get("/get/key").json() == {"result": "body"}
        assert http.get("/ttl/key").json()["result"] == 100

    def test_the_token_may_stand_in_the_query(self, upstash: UpstashServer) -> None:
        answer = httpx.get(f"{upstash.url}/echo/hello", params={"_token": upstash.token})
        assert answer.json() == {"result": "hello"}
        assert httpx.get(f"{upstash.url}/echo/hello?_token=wrong").status_code == 401
        assert httpx.get(f"{upstash.url}/echo/hello").status_code == 401

    def test_answers_are_base64_where_asked_except_ok_numbers_and_null(
        self, http: httpx.Client
    ) -> None:
        asked = {"Upstash-Encoding": "base64"}
        batch = [["SET", "k", "v"], ["GET", "k"], ["INCR", "n"], ["GET", "no"], ["MGET", "k", "no"]]
        answers = http.post("/pipeline", json=batch, headers=asked).json()
        assert [item["result"] for item in answers] == ["OK", "dg==", 1, None, ["dg==", None]]

    def test_a_failing_command_is_a_400_alone_and_an_entry_in_a_pipeline(
        self, http: httpx.Client
    ) -> None:
        alone = http.post("/", json=["INCRBY", "k", "x"])
        assert alone.status_code == 400
        assert alone.json()["error"].startswith("ERR value is not an integer")
        batch = http.post("/pipeline", json=[["INCRBY", "k", "x"], ["ECHO", "y"]])
        assert batch.status_code == 200
        assert "error" in batch.json()[0]
        assert batch.json()[1] == {"result": "y"}

    def test_a_transaction_with_an_unknown_command_is_refused_whole(
        self, http: httpx.Client
    ) -> None:
        answer = http.post("/multi-exec", json=[["SET", "k", "v"], ["NOSUCHCOMMAND"]])
        assert answer.status_code == 400
        assert answer.json()["error"].startswith("EXECABORT")
        assert http.get("/get/k").json() == {"result": None}

    @pytest.mark.parametrize("body", [b"", b"{", b"{}", b"[]", b'[""]', b'["SUBSCRIBE","x"]'])
    def test_what_is_no_command_is_refused(self, http: httpx.Client, body: bytes) -> None:
        answer = http.post("/", content=body)
        assert answer.status_code == 400
        assert answer.json()["error"].startswith("ERR ")

    def test_every_answer_carries_a_new_sync_token(self, http: httpx.Client) -> None:
        tokens = {http.get("/ping").headers["Upstash-Sync-Token"] for _ in range(3)}
        assert len(tokens) == 3
