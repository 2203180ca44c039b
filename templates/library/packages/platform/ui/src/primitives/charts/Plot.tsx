import type { ReactNode } from "react";
import { readable } from "./scale";

type Props = {
  /** The round numbers of the axis, from the top. */
  ticks?: number[];
  /** What each place along the bottom is called. */
  labels?: (string | number)[];
  /** What the numbers count. */
  unit?: string;
  /** Whether a label stands below the middle of its place (bars) or at a point (lines). */
  between?: boolean;
  /** What is drawn between the axes. */
  children?: ReactNode;
};

const MOST = 8;

/** The ground of a chart with axes: lines at round numbers, labels below. */
export function Plot({ ticks = [100, 50, 0], labels = [], unit = "", between = true, children }: Props) {
  const every = Math.ceil(labels.length / MOST);
  const width = 100 / Math.max(between ? labels.length : labels.length - 1, 1);
  return (
    <div className="grid flex-1 grid-cols-[auto_minmax(0,1fr)] gap-x-3 text-xs text-muted tabular-nums">
      <div className="flex min-h-52 flex-col justify-between text-end">
        {ticks.map((tick) => (
          <span key={tick} className="h-0 -translate-y-2 whitespace-nowrap">
            {readable(tick, unit)}
          </span>
        ))}
      </div>
      <div className="relative">
        <div className="absolute inset-0 flex flex-col justify-between">
          {ticks.map((tick) => (
            <span key={tick} className={`h-0 border-t ${tick === 0 ? "border-muted/60" : "border-line"}`} />
          ))}
        </div>
        {children}
      </div>
      <div className="relative col-start-2 mt-2 h-5">
        {labels.map((label, at) =>
          at % every === 0 ? (
            <span
              key={label}
              className={`absolute whitespace-nowrap ${between || (at > 0 && at < labels.length - 1) ? "-translate-x-1/2" : at > 0 ? "-translate-x-full" : ""}`}
              style={{ left: `${width * (between ? at + 0.5 : at)}%` }}
            >
              {label}
            </span>
          ) : null,
        )}
      </div>
    </div>
  );
}
