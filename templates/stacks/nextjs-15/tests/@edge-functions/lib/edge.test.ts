import { describe, expect, it, vi } from "vitest";
import { callEdgeFunction, edgeCalls } from "./edge";

const invoke = vi.hoisted(() => vi.fn());
vi.mock("@supabase/supabase-js", () => ({ createClient: () => ({ functions: { invoke } }) }));
const env = { SUPABASE_URL: "https://project.supabase.co", SUPABASE_SERVICE_ROLE_KEY: "key" };

describe("edge functions", () => {
  it("keep calls while there is no project", async () => {
    await callEdgeFunction("a", { id: "1" }, {});
    expect(edgeCalls).toContainEqual({ name: "a", record: { id: "1" } });
  });
  it("are called with the record, and their errors are passed on", async () => {
    invoke.mockResolvedValueOnce({ error: null }).mockResolvedValueOnce({ error: new Error("no") });
    await callEdgeFunction("a", { id: "1" }, env);
    expect(invoke).toHaveBeenCalledWith("a", { body: { record: { id: "1" } } });
    await expect(callEdgeFunction("a", {}, env)).rejects.toThrow("no");
  });
});
