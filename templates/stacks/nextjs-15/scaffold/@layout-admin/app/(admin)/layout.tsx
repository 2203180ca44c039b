import { notFound, redirect } from "next/navigation";
import type { ReactNode } from "react";
import { SiteHeader } from "@/components/site/header";
import { UserMenu } from "@/components/site/user-menu";
import { getPrincipal } from "@/lib/auth";

/** For admins alone: others are told that there is nothing here. */
export default async function AdminLayout({ children }: { children: ReactNode }) {
  const user = await getPrincipal();
  if (!user) redirect("/sign-in");
  if (user.role !== "admin") notFound();
  return (
    <div className="flex min-h-dvh flex-col">
      <p className="bg-night px-4 py-1.5 text-center text-sm font-medium text-white">Administration</p>
      <SiteHeader>
        <UserMenu />
      </SiteHeader>
      <main id="content" className="mx-auto w-full max-w-6xl flex-1 px-4 py-10 sm:px-6">
        {children}
      </main>
    </div>
  );
}
