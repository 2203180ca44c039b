/** Runs once at start, and fails closed: no server without its environment, or with the sign-in of a preview. */
export async function register() {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { authMode } = await import("@/lib/auth/mode");
  const { checkEnvironment } = await import("@/lib/env");
  authMode();
  checkEnvironment();
}
