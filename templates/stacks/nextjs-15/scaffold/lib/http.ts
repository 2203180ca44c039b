import "server-only";
import { NextResponse, type NextRequest } from "next/server";
import { z, ZodError } from "zod";
import { getPrincipal, type Principal } from "@/lib/auth";
import { AppError, forbidden, fromDatabase, unauthorized } from "@/lib/errors";
import { take } from "@/lib/rate-limit";

/** An error as RFC 9457 wants it. */
export function problem(status: number, code: string, title: string, extra: object = {}, headers: HeadersInit = {}): NextResponse {
  return NextResponse.json(
    { type: "about:blank", title, status, code, ...extra },
    { status, headers: { ...headers, "content-type": "application/problem+json" } },
  );
}

export function toProblem(error: unknown): NextResponse {
  if (error instanceof ZodError) {
    const { fieldErrors, formErrors } = z.flattenError(error);
    return problem(400, "invalid_input", "Invalid input", { fields: fieldErrors, errors: formErrors });
  }
  if (error instanceof SyntaxError) return problem(400, "malformed_json", "Malformed JSON");
  const known = error instanceof AppError ? error : fromDatabase(error);
  if (known) return problem(known.status, known.code, known.message, known.field ? { fields: { [known.field]: [known.message] } } : {});
  console.error(error);
  return problem(500, "internal", "Internal error");
}

type Options = { auth: "public" | "user" | "admin"; perMinute: number; name: string; status?: number; params?: Record<string, string> };
type Context = { params: Promise<Record<string, string>> };
type Handler = (input: Record<string, unknown>, caller: Principal | null, key: string | null) => Promise<unknown>;

/**
 * A route handler: same origin for writes, session and role, rate limit, input from path, query and body,
 * one error format. What the input must look like is the operation's to say.
 */
export function route(options: Options, handler: Handler) {
  return async (request: NextRequest, context: Context): Promise<NextResponse> => {
    try {
      checkOrigin(request);
      const caller = await getPrincipal();
      if (options.auth !== "public" && !caller) throw unauthorized();
      if (options.auth === "admin" && caller?.role !== "admin") throw forbidden();
      const wait = take(`${options.name} ${caller?.userId ?? addressOf(request)}`, options.perMinute);
      if (wait > 0) return problem(429, "too_many_requests", "Too many requests", {}, { "retry-after": String(wait) });
      const input = await readInput(request, await context.params, options.params ?? {});
      return NextResponse.json(await handler(input, caller, request.headers.get("idempotency-key")), { status: options.status ?? 200 });
    } catch (error) {
      return toProblem(error);
    }
  };
}

function checkOrigin(request: NextRequest): void {
  const origin = request.headers.get("origin");
  if (request.method !== "GET" && origin && origin.split("//")[1] !== request.headers.get("host")) throw forbidden();
}

function addressOf(request: NextRequest): string {
  return request.headers.get("x-forwarded-for")?.split(",")[0]?.trim() ?? "unknown";
}

async function readInput(request: NextRequest, slugs: Record<string, string>, names: Record<string, string>) {
  const fromPath = Object.fromEntries(Object.entries(slugs ?? {}).map(([slug, value]) => [names[slug] ?? slug, value]));
  const fromQuery = Object.fromEntries(request.nextUrl.searchParams);
  if (request.method === "GET") return { ...fromQuery, ...fromPath };
  const text = await request.text();
  const body: unknown = text ? JSON.parse(text) : {};
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw new SyntaxError("not an object");
  return { ...(body as Record<string, unknown>), ...fromPath };
}
