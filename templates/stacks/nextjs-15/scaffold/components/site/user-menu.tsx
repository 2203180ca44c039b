import Link from "next/link";
import { getPrincipal } from "@/lib/auth";
import { site } from "@/lib/site";
import { SignOut } from "./sign-out";

/** Who is signed in, with a way out; or the way in. */
export async function UserMenu() {
  const user = await getPrincipal();
  if (!user) {
    return (
      <Link href="/sign-in" className="button button-quiet button-small">
        Sign in
      </Link>
    );
  }
  const [admin] = user.role === "admin" ? site.adminLinks : [];
  return (
    <div className="flex items-center gap-3">
      {admin ? (
        <Link href={admin.href} className="rounded-control px-2 py-1 text-sm font-medium text-brand hover:underline">
          Administration
        </Link>
      ) : null}
      <span className="hidden max-w-56 truncate text-sm text-muted sm:inline">{user.email ?? "Signed in"}</span>
      <SignOut />
    </div>
  );
}
