import { NextResponse } from "next/server";
import { SESSION_COOKIE } from "@/lib/auth/firebase";

export async function POST() {
  const response = new NextResponse(null, { status: 303, headers: { location: "/" } });
  response.cookies.set(SESSION_COOKIE, "", { httpOnly: true, path: "/", maxAge: 0 });
  return response;
}
