/**
 * A token bucket per route and caller, in this process: `perMinute` calls a minute, and as many at once.
 * With several instances each has its own; put a shared store behind `take` where that matters.
 */
type Bucket = { tokens: number; at: number };

const buckets = new Map<string, Bucket>();
const MOST_BUCKETS = 10_000;

/** Takes one token. Returns 0, or the seconds after which the next one is there. */
export function take(key: string, perMinute: number, now = Date.now()): number {
  if (perMinute <= 0) return 0;
  const known = buckets.get(key) ?? { tokens: perMinute, at: now };
  const tokens = Math.min(perMinute, known.tokens + ((now - known.at) / 60_000) * perMinute);
  buckets.delete(key); // set again below, so that the oldest entries come first
  if (buckets.size >= MOST_BUCKETS) buckets.delete(buckets.keys().next().value ?? "");
  buckets.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now });
  return tokens >= 1 ? 0 : Math.ceil(((1 - tokens) * 60) / perMinute);
}
