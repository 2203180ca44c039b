import type { ReactNode } from "react";
import { SiteFooter } from "@/components/site/footer";
import { SiteHeader } from "@/components/site/header";
import { UserMenu } from "@/components/site/user-menu";

export default function AppLayout({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <SiteHeader>
        <UserMenu />
      </SiteHeader>
      <main id="content" className="mx-auto w-full max-w-6xl flex-1 px-4 py-4 [--gutter:0px] [--rhythm:1.5rem] sm:px-6">
        {children}
      </main>
      <SiteFooter />
    </div>
  );
}
