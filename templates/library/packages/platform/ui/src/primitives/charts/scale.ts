/** One row of numbers, as long as the labels along the axis. */
export type Series = { label: string; values: number[] };

export const FILLS = ["bg-chart-1", "bg-chart-2", "bg-chart-3", "bg-chart-4", "bg-chart-5"];
export const STROKES = ["text-chart-1", "text-chart-2", "text-chart-3", "text-chart-4", "text-chart-5"];

/** The class of a series' colour; a sixth begins again. */
export function shade(shades: string[], at: number): string {
  return shades[at % shades.length] ?? "";
}

/** The ends of an axis that holds all values and zero, and round numbers on it, from the top. */
export function axis(values: number[]): { low: number; high: number; ticks: number[] } {
  const most = Math.max(0, ...values);
  const least = Math.min(0, ...values);
  const rough = (most - least) / 4 || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 2.5, 5, 10].find((one) => one * power >= rough) ?? 10);
  const low = Math.floor(least / step) * step;
  const high = Math.max(Math.ceil(most / step) * step, low + step);
  const ticks = Array.from({ length: Math.round((high - low) / step) + 1 }, (_, at) => high - at * step);
  return { low, high, ticks };
}

/** A number as people read it; the same on the server and in every browser. */
export function readable(value: number, unit = ""): string {
  const text = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 2 }).format(value);
  return /^[€$£¥]$/.test(unit) ? `${value < 0 ? "−" : ""}${unit}${text.replace("-", "")}` : unit === "%" ? `${text}%` : `${text} ${unit}`.trim();
}
