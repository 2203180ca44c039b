type Props = {
  /** What it stands for: lines of text, a card, or rows with a round picture. */
  kind?: "text" | "card" | "rows";
  /** How many lines or rows. */
  count?: number;
  /** What is said to those who do not see it. */
  label?: string;
};

const BONE = "animate-pulse bg-line motion-reduce:animate-none";
const WIDTHS = ["w-full", "w-11/12", "w-4/5", "w-full", "w-2/3"];

/** The shape of what is being loaded, so that the page does not jump when it comes. */
export function Skeleton({ kind = "text", count = 3, label = "Loading" }: Props) {
  return (
    <div role="status" className="w-full">
      <span className="sr-only">{label}</span>
      {kind === "card" ? (
        <div aria-hidden className="card overflow-hidden">
          <div className={`${BONE} aspect-video`} />
          <div className="p-5">
            <Lines count={count} />
          </div>
        </div>
      ) : kind === "rows" ? (
        <Rows count={count} />
      ) : (
        <Lines count={count} />
      )}
    </div>
  );
}

function Lines({ count }: { count: number }) {
  return (
    <div aria-hidden className="grid gap-3">
      {Array.from({ length: count }, (_, line) => (
        <div key={line} className={`${BONE} h-3.5 rounded-full ${WIDTHS[line % WIDTHS.length]}`} />
      ))}
    </div>
  );
}

function Rows({ count }: { count: number }) {
  return (
    <div aria-hidden className="grid gap-5">
      {Array.from({ length: count }, (_, row) => (
        <div key={row} className="flex items-center gap-4">
          <div className={`${BONE} size-10 rounded-full`} />
          <div className="grid flex-1 gap-2.5">
            <div className={`${BONE} h-3.5 w-1/3 rounded-full`} />
            <div className={`${BONE} h-3 w-3/4 rounded-full`} />
          </div>
        </div>
      ))}
    </div>
  );
}
