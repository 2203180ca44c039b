import { applicationDefault, cert, getApps, initializeApp } from "firebase-admin/app";
import { getAuth } from "firebase-admin/auth";
import { cookies } from "next/headers";
import { z } from "zod";
import { subjectToUuid } from "./subject";
import { ROLES, type AuthAdapter } from "./types";

export const SESSION_COOKIE = "__session";

const roleClaim = z.enum(ROLES).catch("user");

/** FIREBASE_SERVICE_ACCOUNT holds the service account's JSON; without it the platform's own identity is used. */
export function firebaseAuth() {
  const account = process.env.FIREBASE_SERVICE_ACCOUNT;
  const credential = () => (account ? cert(JSON.parse(account) as object) : applicationDefault());
  return getAuth(getApps()[0] ?? initializeApp({ credential: credential() }));
}

export const firebaseAdapter: AuthAdapter = {
  async getPrincipal() {
    const cookie = (await cookies()).get(SESSION_COOKIE)?.value;
    if (!cookie) return null;
    const claims = await firebaseAuth()
      .verifySessionCookie(cookie, true)
      .catch(() => null);
    if (!claims) return null;
    const role = roleClaim.parse(claims["role"]);
    return { userId: await subjectToUuid("firebase", claims.uid), subject: claims.uid, email: claims.email ?? null, role };
  },
};
