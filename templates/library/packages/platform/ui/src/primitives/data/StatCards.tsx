import { Sparkline } from "../charts/Sparkline";
import { Icon } from "../icons/Icon";

type Stat = { label: string; value: string | number; change?: string; good?: boolean; note?: string; values?: number[] };

type Props = {
  /** Figures: what each counts, how it has changed (`+4%`) and whether that is good; `values` draw a line. */
  stats?: Stat[];
  /** What they are about, for those who do not see them in their place. */
  label?: string;
};

const STATS: Stat[] = [
  { label: "Revenue", value: "€18,240", change: "+12%", good: true, values: [8, 9, 9, 11, 12, 11, 14, 16] },
  { label: "Orders", value: "214", change: "+4%", good: true, values: [20, 22, 19, 24, 23, 26, 25, 27] },
  { label: "Average order", value: "€85.20", change: "−1%", good: false, values: [9, 9, 8, 9, 8, 8, 8, 7] },
  { label: "Open questions", value: "3", note: "The oldest is from today" },
];

/** The figures that one looks at first. */
export function StatCards({ stats = STATS, label = "Key figures" }: Props) {
  return (
    <ul aria-label={label} className="grid w-full grid-cols-[repeat(auto-fit,minmax(min(14rem,100%),1fr))] gap-4">
      {stats.map((stat) => (
        <li key={stat.label} className="card flex flex-col p-5">
          <p className="text-sm font-medium text-muted">{stat.label}</p>
          <div className="mt-2 flex items-end justify-between gap-3">
            <p className="text-3xl/tight font-semibold tracking-tight tabular-nums">{stat.value}</p>
            {stat.values ? <Sparkline values={stat.values} className="mb-1 h-8 w-20 text-chart-1" /> : null}
          </div>
          {stat.change ? (
            <p className={`mt-2 flex items-center gap-1 text-sm font-medium ${stat.good ? "text-success" : "text-danger"}`}>
              <Icon name="arrow-up-right" className={`size-4 ${/^[-−]/.test(stat.change) ? "rotate-90" : ""}`} />
              {stat.change}
              {stat.note ? <span className="font-normal text-muted">{stat.note}</span> : null}
            </p>
          ) : stat.note ? (
            <p className="mt-2 text-sm text-muted">{stat.note}</p>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
