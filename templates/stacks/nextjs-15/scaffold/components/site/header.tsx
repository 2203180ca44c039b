import Link from "next/link";
import type { ReactNode } from "react";
import { site } from "@/lib/site";
import { Brand } from "./brand";

/** More links than these have a row of their own on a phone, which is moved sideways. */
const IN_LINE = 3;
const ROW = "order-last flex w-full gap-x-1 overflow-x-auto whitespace-nowrap sm:order-none sm:w-auto sm:min-w-0 sm:flex-1 sm:flex-wrap";

/** The bar on top of every page; `children` stand at its end (the user's menu). */
export function SiteHeader({ children }: { children?: ReactNode }) {
  return (
    <header className="sticky top-0 z-10 border-b border-line bg-surface/95 backdrop-blur">
      <nav aria-label="Main" className="mx-auto flex min-h-16 max-w-6xl flex-wrap items-center gap-x-6 gap-y-1 px-4 py-2 sm:px-6">
        <Brand />
        <ul className={site.links.length > IN_LINE ? ROW : "flex flex-wrap items-center gap-x-1"}>
          {site.links.map((link) => (
            <li key={link.href}>
              <Link href={link.href} className="block rounded-control px-3 py-2 text-[0.9375rem] text-muted transition-colors hover:bg-canvas hover:text-ink">
                {link.title}
              </Link>
            </li>
          ))}
        </ul>
        <div className="ms-auto">{children}</div>
      </nav>
    </header>
  );
}
