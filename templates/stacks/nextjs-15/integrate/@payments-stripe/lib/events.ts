import "server-only";
import { sql } from "drizzle-orm";
import { withUser } from "@/lib/db/rls";

/** Whether an event of another service comes for the first time; remembers it. */
export async function isFirst(source: string, id: string): Promise<boolean> {
  const result = await withUser(null, (tx) =>
    tx.execute(sql`insert into app.handled_events (source, id) values (${source}, ${id}) on conflict do nothing returning id`),
  );
  return (result as unknown as { rows: unknown[] }).rows.length === 1;
}
