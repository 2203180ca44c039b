import type { ComponentProps } from "react";
import { DonutChart } from "../../primitives/charts/DonutChart";
import { LineChart } from "../../primitives/charts/LineChart";
import { DataTable } from "../../primitives/data/DataTable";
import { StatCards } from "../../primitives/data/StatCards";
import { Section } from "../../primitives/layout/Section";

type Props = {
  /** The heading. */
  title?: string;
  /** A sentence below it. */
  subtitle?: string;
  /** The figures at the top, as `StatCards` takes them. */
  stats?: ComponentProps<typeof StatCards>["stats"];
  /** How something changes, as `LineChart` takes it. */
  trend?: ComponentProps<typeof LineChart>;
  /** What something is made of, as `DonutChart` takes it. */
  parts?: ComponentProps<typeof DonutChart>;
  /** The rows below, as `DataTable` takes them. */
  table?: ComponentProps<typeof DataTable>;
};

/** A page of figures: the key ones, how they change, what they are made of, and the rows behind them. */
export function Dashboard({ title = "Overview", subtitle = "The last twelve months.", stats, trend, parts, table }: Props) {
  return (
    <Section width="wide">
      <h2 className="text-3xl">{title}</h2>
      {subtitle ? <p className="mt-1 text-muted">{subtitle}</p> : null}
      <div className="mt-8 grid gap-4">
        <StatCards stats={stats} />
        <div className="grid items-stretch gap-4 lg:grid-cols-[2fr_1fr]">
          <LineChart {...trend} />
          <DonutChart {...parts} />
        </div>
        <DataTable {...table} />
      </div>
    </Section>
  );
}
