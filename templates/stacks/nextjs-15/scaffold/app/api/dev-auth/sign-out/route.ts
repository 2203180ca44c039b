import { NextResponse } from "next/server";
import { DEV_COOKIE, devCookieOptions } from "@/lib/auth/dev-session";

export async function POST() {
  const response = new NextResponse(null, { status: 303, headers: { location: "/" } });
  response.cookies.set(DEV_COOKIE, "", { ...devCookieOptions, maxAge: 0 });
  return response;
}
