import { readdirSync, readFileSync } from "node:fs";
import { PGlite } from "@electric-sql/pglite";
import { drizzle } from "drizzle-orm/pglite";
import type { Db } from "@/lib/db/client";
import * as schema from "@/lib/db/schema";
import type { Run } from "./fixtures";

export type TestDb = { db: Db; raw: PGlite; run: Run };
export type Person = { userId: string; role: "user" | "admin"; email: string };

export const person = (role: "user" | "admin" = "user"): Person => {
  const userId = crypto.randomUUID();
  return { userId, role, email: `${userId}@example.com` };
};

/** A real PostgreSQL (in WASM) in the test's process, with the same platform, migrations and seed as a preview. */
export async function testDb(): Promise<TestDb> {
  const raw = await PGlite.create();
  for (const folder of ["db/platform", "db/migrations"]) {
    for (const file of readdirSync(folder).sort()) await raw.exec(readFileSync(`${folder}/${file}`, "utf8"));
  }
  await raw.exec(readFileSync("db/seed.sql", "utf8"));
  const run: Run = async (text, values) => ({ rows: (await raw.query<Record<string, unknown>>(text, values)).rows });
  return { db: drizzle(raw, { schema }) as unknown as Db, raw, run };
}

/** One statement as a request of `who` would run it; null is someone who is not signed in. */
export function as(raw: PGlite, who: Person | null, text: string, values: unknown[] = []) {
  const role = who ? "authenticated" : "anon";
  const claims = JSON.stringify(who ? { sub: who.userId, role, app_role: who.role } : { role });
  return raw.transaction(async (tx) => {
    await tx.query("select set_config('role', $1, true), set_config('request.jwt.claims', $2, true)", [role, claims]);
    return tx.query<Record<string, unknown>>(text, values);
  });
}
