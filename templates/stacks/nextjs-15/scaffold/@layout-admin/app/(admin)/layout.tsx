import Link from "next/link";
import { notFound, redirect } from "next/navigation";
import type { ReactNode } from "react";
import { SiteHeader } from "@/components/site/header";
import { UserMenu } from "@/components/site/user-menu";
import { getPrincipal } from "@/lib/auth";
import { site } from "@/lib/site";

/** For admins alone: others are told that there is nothing here. */
export default async function AdminLayout({ children }: { children: ReactNode }) {
  const user = await getPrincipal();
  if (!user) redirect("/sign-in");
  if (user.role !== "admin") notFound();
  return (
    <div className="flex min-h-dvh flex-col">
      <nav aria-label="Administration" className="bg-night text-sm text-on-night">
        <ul className="mx-auto flex max-w-6xl flex-wrap gap-x-6 px-4 py-1 sm:px-6">
          {site.adminLinks.map((link) => (
            <li key={link.href}>
              <Link href={link.href} className="block rounded-control py-1 font-medium hover:underline focus-visible:outline-on-night">
                {link.title}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <SiteHeader>
        <UserMenu />
      </SiteHeader>
      <main id="content" className="mx-auto w-full max-w-6xl flex-1 px-4 py-4 [--gutter:0px] [--rhythm:1.5rem] sm:px-6">
        {children}
      </main>
    </div>
  );
}
