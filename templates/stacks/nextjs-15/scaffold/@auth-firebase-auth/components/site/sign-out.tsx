import { authMode } from "@/lib/auth/mode";

export function SignOut() {
  return (
    <form action={authMode() === "dev" ? "/api/dev-auth/sign-out" : "/api/session/sign-out"} method="post">
      <button type="submit" className="button button-quiet button-small">
        Sign out
      </button>
    </form>
  );
}
