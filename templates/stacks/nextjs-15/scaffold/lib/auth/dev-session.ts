import { z } from "zod";
import { ROLES } from "./types";

export const DEV_COOKIE = "dev_session";
const MAX_AGE_S = 8 * 60 * 60;

const payload = z.object({ sub: z.string().min(1).max(200), email: z.string(), role: z.enum(ROLES), exp: z.number() });
export type DevClaims = Omit<z.infer<typeof payload>, "exp">;

const text = new TextEncoder();
const b64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const unb64 = (s: string) => Uint8Array.from(atob(s.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));

function key() {
  const secret = process.env.AUTH_DEV_SECRET ?? "";
  if (secret.length < 32) throw new Error("AUTH_DEV_SECRET needs 32 characters or more");
  return crypto.subtle.importKey("raw", text.encode(secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign", "verify"]);
}

/** Web Crypto only: the same code runs in middleware (edge) and in route handlers (node). */
export async function signSession(claims: DevClaims, now = Date.now()): Promise<string> {
  const body = b64(text.encode(JSON.stringify({ ...claims, exp: Math.floor(now / 1000) + MAX_AGE_S })));
  return `${body}.${b64(new Uint8Array(await crypto.subtle.sign("HMAC", await key(), text.encode(body))))}`;
}

export async function verifySession(token: string | undefined, now = Date.now()): Promise<DevClaims | null> {
  const [body, mac, extra] = token?.split(".") ?? [];
  if (!body || !mac || extra !== undefined) return null;
  try {
    if (!(await crypto.subtle.verify("HMAC", await key(), unb64(mac), text.encode(body)))) return null;
    const { exp, ...claims } = payload.parse(JSON.parse(new TextDecoder().decode(unb64(body))));
    return exp * 1000 > now ? claims : null;
  } catch {
    return null;
  }
}

export const devCookieOptions = { httpOnly: true, sameSite: "lax", path: "/", maxAge: MAX_AGE_S } as const;
