import type { ReactNode } from "react";
import { FILLS, readable, shade, type Series } from "./scale";

type Props = {
  /** What the numbers are. */
  title?: string;
  /** What they say. */
  text?: string;
  /** The numbers, for those who read them instead of looking. */
  series?: Series[];
  /** What each place along the axis is called. */
  labels?: (string | number)[];
  /** What the numbers count. */
  unit?: string;
  /** Whether the series are told apart below the chart. */
  legend?: boolean;
  /** The drawing. */
  children?: ReactNode;
};

/** What every chart has around its drawing: a title, a legend, and the same numbers as a table for those who do not see it. */
export function ChartFrame({ title = "Chart", text, series = [], labels = [], unit = "", legend = series.length > 1, children }: Props) {
  return (
    <figure className="card flex w-full min-w-0 flex-col p-5 sm:p-6">
      <figcaption className="mb-5">
        <p className="text-lg/tight font-semibold tracking-tight">{title}</p>
        {text ? <p className="mt-1 text-sm text-muted">{text}</p> : null}
      </figcaption>
      <div aria-hidden className="flex flex-1 flex-col">
        {children}
        {legend ? (
          <ul className="mt-5 flex flex-wrap gap-x-5 gap-y-1.5 text-sm text-muted">
            {series.map((one, at) => (
              <li key={one.label} className="flex items-center gap-2">
                <span className={`size-2.5 rounded-full ${shade(FILLS, at)}`} />
                {one.label}
              </li>
            ))}
          </ul>
        ) : null}
      </div>
      <table className="sr-only">
        <caption>{title}</caption>
        <thead>
          <tr>
            <td />
            {series.map((one) => (
              <th key={one.label} scope="col">
                {one.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {labels.map((label, at) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              {series.map((one) => (
                <td key={one.label}>{readable(one.values[at] ?? 0, unit)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
