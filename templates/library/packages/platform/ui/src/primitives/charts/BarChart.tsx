import { ChartFrame } from "./ChartFrame";
import { Plot } from "./Plot";
import { axis, FILLS, readable, shade, type Series } from "./scale";

type Props = {
  /** What the numbers are. */
  title?: string;
  /** What they say. */
  text?: string;
  /** What each group of bars is called. */
  labels?: (string | number)[];
  /** The numbers: one row for each colour. */
  series?: Series[];
  /** What they count: a currency's sign, `%`, or a word. */
  unit?: string;
};

const LABELS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const SERIES = [
  { label: "Lunch", values: [18, 22, 25, 24, 31, 40, 36] },
  { label: "Dinner", values: [24, 28, 30, 37, 52, 61, 44] },
];

/** Amounts beside each other, to compare. */
export function BarChart({ title = "Guests this week", text = "Most come on Saturday evening.", labels = LABELS, series = SERIES, unit = "" }: Props) {
  const { low, high, ticks } = axis(series.flatMap((one) => one.values));
  const part = (value: number) => (100 * Math.abs(value)) / (high - low);
  const zero = part(low);
  return (
    <ChartFrame title={title} text={text} series={series} labels={labels} unit={unit}>
      <Plot ticks={ticks} labels={labels} unit={unit}>
        <div className="absolute inset-0 flex">
          {labels.map((label, at) => (
            <div key={label} className="flex h-full flex-1 justify-center">
              <div className="flex h-full w-3/4 justify-center gap-0.5 sm:gap-1">
              {series.map((one, which) => {
                const value = one.values[at] ?? 0;
                return (
                  <div key={one.label} className="relative h-full max-w-8 flex-1">
                    <div
                      title={`${label}, ${one.label}: ${readable(value, unit)}`}
                      className={`absolute inset-x-0 ${value < 0 ? "rounded-b-[0.3rem]" : "rounded-t-[0.3rem]"} ${shade(FILLS, which)}`}
                      style={{ height: `${part(value)}%`, bottom: `${value < 0 ? zero - part(value) : zero}%` }}
                    />
                  </div>
                );
              })}
              </div>
            </div>
          ))}
        </div>
      </Plot>
    </ChartFrame>
  );
}
