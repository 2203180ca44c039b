import Link from "next/link";
import { getPrincipal } from "@/lib/auth";
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
  return (
    <div className="flex items-center gap-3">
      <span className="hidden max-w-56 truncate text-sm text-muted sm:inline">{user.email ?? "Signed in"}</span>
      <SignOut />
    </div>
  );
}
