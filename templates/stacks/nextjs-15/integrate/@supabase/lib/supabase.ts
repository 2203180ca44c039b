import "server-only";
import { createClient } from "@supabase/supabase-js";

/**
 * Supabase for files and edge functions, with the service's own key: server only. Rows are never read this
 * way; database access goes through lib/db, so that the policies see the caller.
 */
export function supabase(env: Record<string, string | undefined> = process.env) {
  const { SUPABASE_URL: url, SUPABASE_SERVICE_ROLE_KEY: key } = env;
  if (!url || !key) throw new Error("SUPABASE_URL and SUPABASE_SERVICE_ROLE_KEY are not set");
  return createClient(url, key, { auth: { persistSession: false, autoRefreshToken: false } });
}
