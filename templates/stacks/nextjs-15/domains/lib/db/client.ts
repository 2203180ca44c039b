import "server-only";
import { drizzle } from "drizzle-orm/node-postgres";
import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import { Pool } from "pg";
import * as schema from "./schema";

export type Db = PgDatabase<PgQueryResultHKT, typeof schema>;

const globals = globalThis as { appDatabase?: Db };

/** Connects on first use, so that `next build` needs no database. */
export function getDb(): Db {
  if (globals.appDatabase) return globals.appDatabase;
  const url = process.env.DATABASE_URL;
  if (!url) throw new Error("DATABASE_URL is not set");
  const pool = new Pool({ connectionString: url, max: 10, connectionTimeoutMillis: 5_000, idleTimeoutMillis: 30_000 });
  pool.on("error", (error) => console.error("idle database client", error));
  globals.appDatabase = drizzle(pool, { schema });
  return globals.appDatabase;
}
