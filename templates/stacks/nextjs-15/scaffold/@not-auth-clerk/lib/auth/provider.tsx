import type { ReactNode } from "react";

/** Sessions are read on the server: nothing to provide in the browser. */
export function AuthProvider({ children }: { children: ReactNode }) {
  return children;
}
