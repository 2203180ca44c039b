import { Section } from "../primitives/layout/Section";

type Props = {
  /** What the figures are about; without it there is no heading. */
  title?: string;
  /** Figures, each with what it counts. */
  stats?: { value: string | number; label: string }[];
  /** The page's own ground, or a deep one. */
  ground?: "plain" | "night";
};

const STATS = [
  { value: "98%", label: "come back for more" },
  { value: "4 h", label: "until we answer, at most" },
  { value: "30", label: "days to think about it" },
  { value: "0", label: "hidden costs" },
];

/** A few figures that say more than a paragraph. */
export function Stats({ title, stats = STATS, ground = "plain" }: Props) {
  const night = ground === "night";
  return (
    <Section ground={ground}>
      {title ? <h2 className="mb-12 text-center text-3xl sm:text-4xl">{title}</h2> : null}
      <dl className="grid grid-cols-2 gap-x-6 gap-y-10 lg:grid-cols-[repeat(auto-fit,minmax(0,1fr))] lg:grid-flow-col">
        {stats.map((stat) => (
          <div key={stat.label} className={`flex flex-col-reverse justify-end border-s-2 ps-5 sm:ps-6 ${night ? "border-on-night/30" : "border-brand"}`}>
            <dt className={`mt-1 text-pretty ${night ? "text-on-night/80" : "text-muted"}`}>{stat.label}</dt>
            <dd className="text-4xl font-semibold tracking-tight tabular-nums sm:text-5xl">{stat.value}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
