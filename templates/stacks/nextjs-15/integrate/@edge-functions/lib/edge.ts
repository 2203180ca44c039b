import "server-only";

/** Without a project calls are kept here, so that previews and tests reach nobody. */
export const edgeCalls: { name: string; record: Record<string, unknown> }[] = [];
const MOST_KEPT = 100;

/** Calls one of supabase/functions with a row. */
export async function callEdgeFunction(name: string, record: Record<string, unknown>, env: Record<string, string | undefined> = process.env) {
  if (!env.SUPABASE_URL || !env.SUPABASE_SERVICE_ROLE_KEY) {
    edgeCalls.push({ name, record });
    if (edgeCalls.length > MOST_KEPT) edgeCalls.shift();
    return;
  }
  const { supabase } = await import("./supabase");
  const { error } = await supabase(env).functions.invoke(name, { body: { record } });
  if (error) throw new Error(`Calling the edge function ${name}: ${error instanceof Error ? error.message : String(error)}`);
}
