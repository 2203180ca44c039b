import Link from "next/link";
import type { ReactNode } from "react";

type Props = { href: string; children: ReactNode; tone?: "primary" | "quiet"; className?: string };

/** A link that looks like a button: for going somewhere, not for doing something. */
export function LinkButton({ href, children, tone = "primary", className = "" }: Props) {
  return (
    <Link href={href} className={`button button-${tone} ${className}`}>
      {children}
    </Link>
  );
}
