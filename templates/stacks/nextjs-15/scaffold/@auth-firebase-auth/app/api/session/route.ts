import { NextResponse, type NextRequest } from "next/server";
import { z } from "zod";
import { firebaseAuth, SESSION_COOKIE } from "@/lib/auth/firebase";
import { authMode } from "@/lib/auth/mode";
import { problem, toProblem } from "@/lib/http";

const MAX_AGE_S = 5 * 24 * 60 * 60;
const body = z.strictObject({ idToken: z.string().min(1).max(10_000) });

/** Turns a fresh Firebase ID token into a session cookie. */
export async function POST(request: NextRequest) {
  if (authMode() !== "firebase") return problem(404, "not_found", "Not found");
  try {
    const { idToken } = body.parse(await request.json());
    const claims = await firebaseAuth()
      .verifyIdToken(idToken, true)
      .catch(() => null);
    if (!claims) return problem(401, "unauthorized", "Invalid token");
    const cookie = await firebaseAuth().createSessionCookie(idToken, { expiresIn: MAX_AGE_S * 1000 });
    const response = NextResponse.json({ ok: true });
    response.cookies.set(SESSION_COOKIE, cookie, { httpOnly: true, secure: true, sameSite: "lax", path: "/", maxAge: MAX_AGE_S });
    return response;
  } catch (error) {
    return toProblem(error);
  }
}
