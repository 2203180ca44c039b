import { useId } from "react";

type Props = {
  /** How much is done, from 0 to `max`; without it, it is not known. */
  value?: number;
  /** What the whole is. */
  max?: number;
  /** What is under way. */
  label?: string;
  /** What is said instead of the percentage. */
  note?: string;
};

/** How far something has come. */
export function Progress({ value = 60, max = 100, label = "Progress", note }: Props) {
  const id = useId();
  const share = Math.round((100 * Math.min(Math.max(value, 0), max)) / (max || 1));
  return (
    <div className="w-full">
      <div className="mb-2 flex items-baseline justify-between gap-4 text-sm">
        <span id={id} className="font-medium">
          {label}
        </span>
        <span className="text-muted tabular-nums">{note ?? `${share}%`}</span>
      </div>
      <div role="progressbar" aria-labelledby={id} aria-valuenow={value} aria-valuemin={0} aria-valuemax={max} aria-valuetext={note} className="h-2 overflow-hidden rounded-full bg-line">
        <div className="h-full rounded-full bg-brand transition-[width] duration-500" style={{ width: `${share}%` }} />
      </div>
    </div>
  );
}
