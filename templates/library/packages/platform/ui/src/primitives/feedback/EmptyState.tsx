import type { ReactNode } from "react";

type Props = { title: string; children?: ReactNode };

/** What stands where rows will be. */
export function EmptyState({ title, children }: Props) {
  return (
    <div className="grid justify-items-center gap-1 rounded-card border border-dashed border-line px-6 py-12 text-center">
      <svg aria-hidden viewBox="0 0 24 24" className="mb-2 size-10 text-brand" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round">
        <rect x="4" y="5" width="16" height="15" rx="3" />
        <path d="M8 3v4m8-4v4M4 10h16m-8 3v4m-2-2h4" />
      </svg>
      <p className="font-semibold">{title}</p>
      {children ? <p className="max-w-sm text-muted">{children}</p> : null}
    </div>
  );
}
