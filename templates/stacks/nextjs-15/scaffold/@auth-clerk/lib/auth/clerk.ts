import { auth } from "@clerk/nextjs/server";
import { z } from "zod";
import { subjectToUuid } from "./subject";
import { ROLES, type AuthAdapter } from "./types";

// Set in Clerk's session token: {"role": "{{user.public_metadata.role}}", "email": "{{user.primary_email_address}}"}
const claims = z.object({ role: z.enum(ROLES).catch("user"), email: z.email().nullable().catch(null) });

export const clerkAdapter: AuthAdapter = {
  async getPrincipal() {
    const { userId, sessionClaims } = await auth();
    if (!userId) return null;
    return { userId: await subjectToUuid("clerk", userId), subject: userId, ...claims.parse(sessionClaims ?? {}) };
  },
};
