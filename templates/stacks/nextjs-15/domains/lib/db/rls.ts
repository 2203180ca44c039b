import "server-only";
import { AsyncLocalStorage } from "node:async_hooks";
import { sql } from "drizzle-orm";
import type { Principal } from "@/lib/auth";
import { forbidden, notFound, unauthorized } from "@/lib/errors";
import { getDb, type Db } from "./client";

export type Tx = Parameters<Parameters<Db["transaction"]>[0]>[0];

/** Who is asking; null for someone who is not signed in. */
export type Caller = Pick<Principal, "userId" | "role"> & { email?: string | null };

/** A transaction that spans several `withUser`, and what is to happen once it is committed. */
type Whole = { tx: Tx; later: (() => Promise<void>)[] };
const whole = new AsyncLocalStorage<Whole>();

/**
 * Runs `work` in a transaction with the caller's role and claims: what auth.uid() and app.is_admin() read.
 * Both are local to the transaction, so a pooled connection keeps nothing of one caller for the next.
 */
export function withUser<T>(caller: Caller | null, work: (tx: Tx) => Promise<T>): Promise<T> {
  const role = caller ? "authenticated" : "anon";
  const claims = JSON.stringify(caller ? { sub: caller.userId, role, app_role: caller.role } : { role });
  const outer: Pick<Db, "transaction"> = whole.getStore()?.tx ?? getDb();
  return outer.transaction(async (tx) => {
    await tx.execute(sql`select set_config('role', ${role}, true), set_config('request.jwt.claims', ${claims}, true)`);
    return work(tx);
  });
}

/** Runs `work` so that each `withUser` in it belongs to one transaction: all of it is stored, or nothing. */
export async function together<T>(caller: Caller | null, work: (tx: Tx) => Promise<T>): Promise<T> {
  const later: Whole["later"] = [];
  const result = await withUser(caller, (tx) => whole.run({ tx, later }, () => work(tx)));
  for (const step of later) await step();
  return result;
}

/** Runs a step that must not happen before what is done now is stored. */
export async function onceStored(step: () => Promise<void>): Promise<void> {
  const outer = whole.getStore();
  if (outer) outer.later.push(step);
  else await step();
}

export function signedIn(caller: Caller | null): Caller {
  if (!caller) throw unauthorized();
  return caller;
}

export function admin(caller: Caller | null): Caller {
  if (signedIn(caller).role !== "admin") throw forbidden();
  return signedIn(caller);
}

/** The one row that a statement gave back; 404 where the policies showed it none. */
export function one<T>(rows: T[], what: string): T {
  const [row] = rows;
  if (row === undefined) throw notFound(what);
  return row;
}

/** A valid ISO text as the driver wants it; null and undefined stay. */
export function toDate<T extends string | null | undefined>(value: T): Date | Exclude<T, string> {
  return (typeof value === "string" ? new Date(value) : value) as Date | Exclude<T, string>;
}
