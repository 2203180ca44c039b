import type { ReactNode } from "react";
import { authMode } from "./mode";

/** ClerkProvider wants a publishable key even while prerendering, so it stands in clerk mode only. */
export async function AuthProvider({ children }: { children: ReactNode }) {
  if (authMode() === "dev") return children;
  const { ClerkProvider } = await import("@clerk/nextjs");
  return <ClerkProvider>{children}</ClerkProvider>;
}
