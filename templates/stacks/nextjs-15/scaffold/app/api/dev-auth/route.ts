import { NextResponse, type NextRequest } from "next/server";
import { z } from "zod";
import { DEV_COOKIE, devCookieOptions, signSession } from "@/lib/auth/dev-session";
import { authMode } from "@/lib/auth/mode";
import { problem, toProblem } from "@/lib/http";
import { localPath } from "@/lib/site";

const form = z.object({ email: z.email().max(200), next: z.string().optional() });

/** Sign-in of previews and tests: exists in dev mode only. An address at `admin@` is an admin's. */
export async function POST(request: NextRequest) {
  if (authMode() !== "dev") return problem(404, "not_found", "Not found");
  try {
    const { email, next } = form.parse(Object.fromEntries(await request.formData()));
    const response = new NextResponse(null, { status: 303, headers: { location: localPath(next) } });
    const role = email.startsWith("admin@") ? "admin" : "user";
    response.cookies.set(DEV_COOKIE, await signSession({ sub: email, email, role }), devCookieOptions);
    return response;
  } catch (error) {
    return toProblem(error);
  }
}
