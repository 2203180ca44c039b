import Link from "next/link";
import { site } from "@/lib/site";

export function Brand() {
  return (
    <Link href="/" className="flex items-center gap-2.5 rounded-control font-semibold tracking-tight">
      <span aria-hidden className="grid size-8 place-items-center rounded-[0.6rem] bg-brand text-sm font-bold text-on-brand">
        {site.name.slice(0, 1).toUpperCase()}
      </span>
      {site.name}
    </Link>
  );
}
