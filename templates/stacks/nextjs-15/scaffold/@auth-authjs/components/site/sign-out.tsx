import { signOut } from "@/lib/auth/authjs";
import { authMode } from "@/lib/auth/mode";

async function leave() {
  "use server";
  await signOut({ redirectTo: "/" });
}

export function SignOut() {
  const button = (
    <button type="submit" className="button button-quiet button-small">
      Sign out
    </button>
  );
  if (authMode() === "dev") {
    return (
      <form action="/api/dev-auth/sign-out" method="post">
        {button}
      </form>
    );
  }
  return <form action={leave}>{button}</form>;
}
