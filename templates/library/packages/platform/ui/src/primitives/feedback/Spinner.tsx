type Props = {
  /** What is being waited for. */
  label?: string;
  /** Whether the words are seen, or only read out. */
  quiet?: boolean;
};

/** For a short wait whose end is not known. */
export function Spinner({ label = "Loading", quiet = false }: Props) {
  return (
    <span role="status" className="inline-flex items-center gap-2.5 text-muted">
      <svg aria-hidden viewBox="0 0 24 24" className="size-5 animate-spin text-brand motion-reduce:animate-[spin_4s_linear_infinite]" fill="none" strokeWidth="3" strokeLinecap="round">
        <circle cx="12" cy="12" r="9" className="stroke-line" />
        <path d="M12 3a9 9 0 0 1 9 9" stroke="currentColor" />
      </svg>
      <span className={quiet ? "sr-only" : ""}>{label}</span>
    </span>
  );
}
