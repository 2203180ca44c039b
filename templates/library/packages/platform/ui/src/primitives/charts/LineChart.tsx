import { ChartFrame } from "./ChartFrame";
import { Plot } from "./Plot";
import { axis, shade, STROKES, type Series } from "./scale";

type Props = {
  /** What the numbers are. */
  title?: string;
  /** What they say. */
  text?: string;
  /** What each point along the bottom is called. */
  labels?: (string | number)[];
  /** The numbers: one row for each line. */
  series?: Series[];
  /** What they count: a currency's sign, `%`, or a word. */
  unit?: string;
  /** Whether the ground below a single line is shaded. */
  area?: boolean;
};

const LABELS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const SERIES = [
  { label: "This year", values: [4200, 4600, 5100, 4900, 5800, 6400, 6900, 6700, 7600, 8300, 8800, 9600] },
  { label: "Last year", values: [3900, 4000, 4300, 4500, 4400, 5000, 5300, 5600, 5500, 6100, 6300, 7000] },
];

/** How amounts change along the time. */
export function LineChart({ title = "Revenue", text = "By month, in euros.", labels = LABELS, series = SERIES, unit = "€", area = series.length === 1 }: Props) {
  const { low, high, ticks } = axis(series.flatMap((one) => one.values));
  const points = (values: number[]) => values.map((value, at) => `${round((100 * at) / Math.max(values.length - 1, 1))},${round((100 * (high - value)) / (high - low))}`);
  return (
    <ChartFrame title={title} text={text} series={series} labels={labels} unit={unit}>
      <Plot ticks={ticks} labels={labels} unit={unit} between={false}>
        <svg viewBox="0 0 100 100" preserveAspectRatio="none" className="absolute inset-0 size-full overflow-visible" fill="none" strokeLinejoin="round" strokeLinecap="round">
          {series.map((one, at) => (
            <g key={one.label} className={shade(STROKES, at)}>
              {area ? <polygon points={`0,100 ${points(one.values).join(" ")} 100,100`} fill="currentColor" opacity="0.12" /> : null}
              <polyline points={points(one.values).join(" ")} stroke="currentColor" strokeWidth="2.5" strokeDasharray={at % 2 ? "6 5" : undefined} vectorEffect="non-scaling-stroke" />
            </g>
          ))}
        </svg>
      </Plot>
    </ChartFrame>
  );
}

/** The same text on the server and in the browser. */
function round(value: number): number {
  return Math.round(value * 100) / 100;
}
