import { clerkMiddleware } from "@clerk/nextjs/server";
import { NextResponse, type NextFetchEvent, type NextRequest } from "next/server";
import { DEV_COOKIE, verifySession } from "@/lib/auth/dev-session";
import { authMode } from "@/lib/auth/mode";
import { isProtected } from "@/lib/site";

// CLERK_JWT_KEY (the instance's public key) lets tokens be checked without a request to Clerk.
const clerk = clerkMiddleware(
  async (auth, request) => {
    if (isProtected(request.nextUrl.pathname)) await auth.protect();
  },
  { signInUrl: "/sign-in", jwtKey: process.env.CLERK_JWT_KEY },
);

async function dev(request: NextRequest) {
  if (!isProtected(request.nextUrl.pathname)) return NextResponse.next();
  if (await verifySession(request.cookies.get(DEV_COOKIE)?.value)) return NextResponse.next();
  const url = new URL("/sign-in", request.url);
  url.searchParams.set("next", request.nextUrl.pathname);
  return NextResponse.redirect(url);
}

/** A first gate for pages. Routes of the API check the session themselves and answer 401 in JSON. */
export default function middleware(request: NextRequest, event: NextFetchEvent) {
  return authMode() === "dev" ? dev(request) : clerk(request, event);
}

export const config = { matcher: ["/((?!_next|.*\\.[\\w]+$).*)", "/api/(.*)"] };
