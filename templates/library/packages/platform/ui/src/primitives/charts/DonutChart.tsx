import { ChartFrame } from "./ChartFrame";
import { FILLS, readable, shade, STROKES } from "./scale";

type Props = {
  /** What the numbers are. */
  title?: string;
  /** What they say. */
  text?: string;
  /** The parts of the whole; up to five are told apart well. */
  parts?: { label: string; value: number }[];
  /** What they count: a currency's sign, `%`, or a word. */
  unit?: string;
  /** What the number in the middle is called. */
  total?: string;
};

const PARTS = [
  { label: "Direct", value: 42 },
  { label: "Search", value: 31 },
  { label: "Recommended", value: 18 },
  { label: "Other", value: 9 },
];
const GAP = 0.8;

/** The parts of a whole. */
export function DonutChart({ title = "Where guests come from", text, parts = PARTS, unit = "%", total = "in all" }: Props) {
  const sum = parts.reduce((all, part) => all + part.value, 0);
  const shares = parts.map((part) => (100 * part.value) / (sum || 1));
  return (
    <ChartFrame title={title} text={text} series={[{ label: total, values: parts.map((part) => part.value) }]} labels={parts.map((part) => part.label)} unit={unit}>
      <div className="flex flex-1 flex-wrap items-center justify-center gap-x-10 gap-y-6">
        <div className="relative w-44">
          <svg viewBox="0 0 42 42" className="-rotate-90" fill="none" strokeWidth="5.5">
            {parts.map((part, at) => (
              <circle
                key={part.label}
                cx="21"
                cy="21"
                r="15.915"
                className={shade(STROKES, at)}
                stroke="currentColor"
                strokeDasharray={`${Math.max((shares[at] ?? 0) - GAP, 0.1).toFixed(2)} 100`}
                strokeDashoffset={(-shares.slice(0, at).reduce((all, share) => all + share, 0)).toFixed(2)}
              />
            ))}
          </svg>
          <p className="absolute inset-0 grid place-content-center text-center">
            <span className="text-2xl/tight font-semibold tracking-tight tabular-nums">{readable(sum, unit)}</span>
            <span className="text-sm text-muted">{total}</span>
          </p>
        </div>
        <ul className="grid max-w-72 min-w-40 flex-1 gap-2.5">
          {parts.map((part, at) => (
            <li key={part.label} className="flex items-center gap-2.5 text-[0.9375rem]">
              <span className={`size-2.5 shrink-0 rounded-full ${shade(FILLS, at)}`} />
              <span className="flex-1 text-muted">{part.label}</span>
              <span className="font-medium tabular-nums">{readable(part.value, unit)}</span>
            </li>
          ))}
        </ul>
      </div>
    </ChartFrame>
  );
}
