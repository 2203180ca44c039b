type Props = { message: string; ok: boolean };

/** How the last thing that someone did went. Always in the page, so that screen readers hear it change. */
export function Notice({ message, ok }: Props) {
  const look = ok ? "border-success/25 bg-success-soft text-success" : "border-danger/25 bg-danger-soft text-danger";
  return (
    <div role="status" aria-live="polite">
      {message ? (
        <p className={`flex items-center gap-2.5 rounded-control border px-4 py-3 font-medium ${look}`}>
          <svg aria-hidden viewBox="0 0 20 20" className="size-5 shrink-0" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round">
            <circle cx="10" cy="10" r="8" />
            {ok ? <path d="m6.5 10.5 2.500 2.500 4.500-5.500" /> : <path d="M10 6v5m0 2.750v.01" />}
          </svg>
          {message}
        </p>
      ) : null}
    </div>
  );
}
