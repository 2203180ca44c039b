import NextAuth from "next-auth";
import GitHub from "next-auth/providers/github";
import { subjectToUuid } from "./subject";
import { ROLES, type AuthAdapter, type Role } from "./types";

/** Addresses in ADMIN_EMAILS (comma-separated) are admins'. */
function roleOf(email: string | null | undefined): Role {
  const admins = (process.env.ADMIN_EMAILS ?? "").split(",").map((one) => one.trim().toLowerCase());
  return email && admins.includes(email.toLowerCase()) && ROLES.includes("admin") ? "admin" : "user";
}

export const { handlers, auth, signIn, signOut } = NextAuth({
  trustHost: true,
  session: { strategy: "jwt" },
  pages: { signIn: "/sign-in" },
  providers: [GitHub], // AUTH_GITHUB_ID and AUTH_GITHUB_SECRET; add others here
  callbacks: {
    session: ({ session, token }) => ({ ...session, user: { ...session.user, id: token.sub ?? "" } }),
  },
});

export const authjsAdapter: AuthAdapter = {
  async getPrincipal() {
    const user = (await auth())?.user;
    if (!user?.id) return null;
    return { userId: await subjectToUuid("authjs", user.id), subject: user.id, email: user.email ?? null, role: roleOf(user.email) };
  },
};
