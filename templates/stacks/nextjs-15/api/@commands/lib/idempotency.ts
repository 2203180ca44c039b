import "server-only";
import { createHash } from "node:crypto";
import { sql } from "drizzle-orm";
import { type Caller, together } from "@/lib/db/rls";
import { AppError, unprocessable } from "@/lib/errors";

type Command<T> = (input: unknown, caller: Caller | null) => Promise<T>;

/**
 * A command that a client may send again without knowing whether it was done: with the same `Idempotency-Key` it is
 * done once, and answers the same. Key, effect and answer are stored in one transaction, so there is never one of them
 * without the others; a second request waits for the first. What fails leaves nothing behind and may be tried again.
 * Keys belong to their callers, and are forgotten after a day.
 */
export function once<T>(name: string, command: Command<T>) {
  return async (input: Record<string, unknown>, caller: Caller | null, key: string | null): Promise<T> => {
    if (key === null) return command(input, caller);
    if (!/^[\x21-\x7e]{1,255}$/.test(key)) throw new AppError(400, "invalid_key", "An Idempotency-Key has 1 to 255 plain characters");
    const digest = createHash("sha256").update(JSON.stringify([name, sorted(input)])).digest("hex");
    return together(caller, async (tx) => {
      const rows = async (query: ReturnType<typeof sql>) => ((await tx.execute(query)) as unknown as { rows: { digest: string; answer: T }[] }).rows;
      await rows(sql`delete from app.idempotency_keys where made_at < now() - interval '1 day'`);
      const made = await rows(sql`insert into app.idempotency_keys (key, digest) values (${key}, ${digest}) on conflict do nothing returning digest`);
      if (made.length === 0) {
        const [known] = await rows(sql`select digest, answer from app.idempotency_keys where key = ${key}`);
        if (known?.digest !== digest) throw unprocessable("This Idempotency-Key was used for another request");
        return known.answer;
      }
      const answer = await command(input, caller);
      await rows(sql`update app.idempotency_keys set answer = ${JSON.stringify(answer)}::jsonb where key = ${key}`);
      return answer;
    });
  };
}

/** The same value whatever order its keys came in. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, inner]) => [name, sorted(inner)]));
}
