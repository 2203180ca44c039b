type Props = {
  /** The heading. */
  title?: string;
  /** A sentence or two below it. */
  subtitle?: string;
  /** A few words above it. */
  eyebrow?: string;
  /** Where it stands. */
  align?: "start" | "center";
  /** Its rank among the page's headings. */
  level?: 1 | 2 | 3;
  /** What it stands on: the page, or a deep ground. */
  ground?: "plain" | "night";
};

const SIZES = { 1: "text-4xl sm:text-5xl", 2: "text-3xl sm:text-4xl", 3: "text-2xl" };

/** How a section begins: a heading, with a line above and a paragraph below where there is more to say. */
export function SectionHeading({ title = "What you get", subtitle, eyebrow, align = "center", level = 2, ground = "plain" }: Props) {
  const Heading = `h${level}` as const;
  const night = ground === "night";
  return (
    <div className={`max-w-2xl ${align === "center" ? "mx-auto text-center" : ""}`}>
      {eyebrow ? <p className={`mb-3 text-sm font-semibold ${night ? "text-on-night/80" : "text-brand"}`}>{eyebrow}</p> : null}
      <Heading className={SIZES[level]}>{title}</Heading>
      {subtitle ? <p className={`mt-4 text-lg text-pretty ${night ? "text-on-night/80" : "text-muted"}`}>{subtitle}</p> : null}
    </div>
  );
}
