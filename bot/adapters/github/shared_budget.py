"""One budget for all processes that write as the same installation, kept in Redis.

Redis may lose it or be away: then each process keeps a budget of its own, and GitHub's own answers still hold.
"""

from __future__ import annotations

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.adapters.github.budget import HOUR, MINUTE, Limits, LocalBudget, cost_of
from bot.adapters.github.failures import PausedError

LOG = structlog.get_logger(__name__)
PREFIX = "drystone:budget:"

SPEND = """
local now = redis.call('TIME')
now = now[1] + now[2] / 1000000
local rest = tonumber(redis.call('GET', KEYS[1]) or 0) - now
if rest > 0 then return {'paused', tostring(rest)} end

-- A window is a hash of sixty parts: part of the window -> what was spent in it.
local function wait(key, seconds, most, cost)
  local part, total, kept = seconds / 60, 0, {}
  local all = redis.call('HGETALL', key)
  for i = 1, #all, 2 do
    local free = (tonumber(all[i]) + 1) * part + seconds
    if free <= now then
      redis.call('HDEL', key, all[i])
    else
      total = total + all[i + 1]
      kept[#kept + 1] = {free, tonumber(all[i + 1])}
    end
  end
  local over, freed = total + cost - most, 0
  if over <= 0 then return 0 end
  table.sort(kept, function(a, b) return a[1] < b[1] end)
  for _, one in ipairs(kept) do
    freed = freed + one[2]
    if freed >= over then return one[1] - now end
  end
  return seconds
end

local longest = 0
for i = 2, #KEYS do
  local at = 3 * (i - 2)
  longest = math.max(longest, wait(KEYS[i], tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])))
end
if longest > 0 then return {'full', tostring(longest)} end
for i = 2, #KEYS do
  local at = 3 * (i - 2)
  local seconds = tonumber(ARGV[at + 1])
  redis.call('HINCRBY', KEYS[i], string.format('%d', math.floor(now * 60 / seconds)), ARGV[at + 3])
  redis.call('EXPIRE', KEYS[i], 2 * seconds)
end
return {'sent', '0'}
"""
"""KEYS: the pause, then windows. ARGV: for each window its seconds, the most in it, and what is to be spent."""

PAUSE = """
local now = redis.call('TIME')
now = now[1] + now[2] / 1000000
local seconds, before = tonumber(ARGV[1]), tonumber(redis.call('GET', KEYS[2]) or 0)
if ARGV[2] == '0' then seconds = math.min(seconds * 2 ^ before, tonumber(ARGV[3])) end
redis.call('INCR', KEYS[2])
redis.call('EXPIRE', KEYS[2], 2 * ARGV[3])
local till = math.max(now + seconds, tonumber(redis.call('GET', KEYS[1]) or 0))
redis.call('SET', KEYS[1], string.format('%.3f', till), 'EX', math.ceil(till - now) + 1)
return tostring(seconds)
"""
"""KEYS: the pause, pauses in a row. ARGV: seconds, whether GitHub said so, the longest."""


class SharedBudget:
    """`Budget` of all processes that give the same `name`."""

    def __init__(self, redis: Redis, name: str, limits: Limits) -> None:
        self._redis = redis
        self._limits = limits
        self._own = LocalBudget(limits)
        self._spend, self._pause = redis.register_script(SPEND), redis.register_script(PAUSE)
        self._key = f"{PREFIX}{name}:"
        self._is_paused = False

    async def wait(self, *, is_read: bool, makes_content: bool) -> float:
        cost = cost_of(is_read=is_read)
        windows = [("points", MINUTE, self._limits.points_per_minute, cost)]
        if makes_content:
            windows.append(("contents", MINUTE, self._limits.contents_per_minute, 1))
            windows.append(("contents-hour", HOUR, self._limits.contents_per_hour, 1))
        keys = [f"{self._key}{name}" for name in ("pause", *(window[0] for window in windows))]
        try:
            what, seconds = await self._spend(keys, [part for window in windows for part in window[1:]])
        except RedisError as error:
            return await self._without(error).wait(is_read=is_read, makes_content=makes_content)
        if what == b"paused":
            self._is_paused = True
            raise PausedError("GitHub asked to slow down.", after=float(seconds))
        return float(seconds)

    async def pause(self, seconds: float, *, is_told: bool) -> float:
        self._is_paused = True
        alone = await self._own.pause(seconds, is_told=is_told)
        try:
            keys = [f"{self._key}pause", f"{self._key}pauses"]
            return float(await self._pause(keys, [seconds, int(is_told), HOUR]))
        except RedisError as error:
            self._without(error)
            return alone

    async def is_well(self) -> None:
        if not self._is_paused:
            return
        self._is_paused = False
        await self._own.is_well()
        try:
            await self._redis.delete(f"{self._key}pauses")
        except RedisError as error:
            self._without(error)

    def _without(self, error: RedisError) -> LocalBudget:
        LOG.warning("budget_not_shared", error=str(error))
        return self._own
