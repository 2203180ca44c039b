import { authMode } from "@/lib/auth/mode";

export async function SignOut() {
  if (authMode() === "clerk") {
    const { UserButton } = await import("@clerk/nextjs");
    return <UserButton />;
  }
  return (
    <form action="/api/dev-auth/sign-out" method="post">
      <button type="submit" className="button button-quiet button-small">
        Sign out
      </button>
    </form>
  );
}
