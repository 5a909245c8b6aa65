"""The aggregate of metrics on Upstash Redis: one hash, and a memory of who sent what.

Upstash counts a script as one command and each command inside as another (so its own
Ratelimit library's page of costs counts), hence a read and a write of all fields together
instead of one HINCRBY a field: four commands for a batch, whatever it holds.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from functions.adapters.upstash.connection import VENDOR, UpstashConnection
from functions.domain.errors import VendorRejected
from functions.domain.metrics.serving import AGGREGATE_STARTED
from functions.ports.meter import Batch

REMEMBERED_S = 24 * 3600
"""How long a sender's last number is known after it sent; it must not send it again later."""
COMMANDS_A_BATCH = 4
"""EVAL, and SET, HMGET and HSET inside it."""
# Its keys only are locked, where Upstash would stop everybody (the first line asks for that).
# The time is the caller's: not every serverless Redis lets a script ask for its own.
ADD = """#!lua flags=allow-key-locking
local last = redis.call('SET', KEYS[2], ARGV[1], 'EX', ARGV[2], 'GET')
if last and tonumber(last) >= tonumber(ARGV[1]) then
  return 0
end
local additions = tonumber(ARGV[3])
local fields = {ARGV[4]}
for i = 1, additions do
  fields[i + 1] = ARGV[4 + 2 * i]
end
local known = redis.call('HMGET', KEYS[1], unpack(fields))
local changes = {}
if not known[1] then
  changes = {ARGV[4], ARGV[5]}
end
for i = 1, additions do
  local total = (tonumber(known[i + 1] or 0) or 0) + tonumber(ARGV[5 + 2 * i])
  changes[#changes + 1] = ARGV[4 + 2 * i]
  changes[#changes + 1] = string.format('%.0f', total)
end
for i = 6 + 2 * additions, #ARGV do
  changes[#changes + 1] = ARGV[i]
end
if #changes > 0 then
  redis.call('HSET', KEYS[1], unpack(changes))
end
return 1
"""


class UpstashAggregate:
    """functions.ports.meter.Aggregate. Keys live under `prefix:metrics`.

    Sums are exact below 2^53. Whoever finds no hash begins one and notes when: a hash that
    was lost shows by that.
    """

    def __init__(
        self, connection: UpstashConnection, prefix: str, now: Callable[[], datetime]
    ) -> None:
        self._connection = connection
        self._hash = f"{prefix}:metrics"
        self._now = now

    async def add(self, batch: Batch) -> None:
        """Add a batch, in one command, once however often it is sent. Raises VendorError."""
        keys = [self._hash, f"{self._hash}:{batch.sender}"]
        arguments = [
            str(batch.number),
            str(REMEMBERED_S),
            str(len(batch.added)),
            AGGREGATE_STARTED.name,
            f"{self._now().timestamp():.3f}",
            *_pairs(batch.added.items()),
            *_pairs(batch.values.items()),
        ]
        await self._connection.call(lambda redis: redis.eval(ADD, keys, arguments))

    async def read(self) -> Mapping[str, str]:
        """Every field and its value, in one command; empty when there is none yet.

        Raises VendorError.
        """
        fields = await self._connection.call(lambda redis: redis.hgetall(self._hash))
        if not isinstance(fields, dict):
            raise VendorRejected(VENDOR, "the metrics are no hash")
        return fields


def _pairs(items: Iterable[tuple[str, float]]) -> Iterable[str]:
    for name, value in items:
        yield from (name, str(value))
