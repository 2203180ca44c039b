import { Section } from "../primitives/layout/Section";
import { SectionHeading } from "../primitives/text/SectionHeading";

type Props = {
  /** The heading. */
  title?: string;
  /** A sentence below it. */
  subtitle?: string;
  /** What one does, in order. */
  steps?: { title: string; text: string }[];
};

const STEPS = [
  { title: "Tell us what you need", text: "A few questions, no account, no obligation." },
  { title: "Get a proposal", text: "Within a day, with a fixed price and a date." },
  { title: "Lean back", text: "We do it, and you approve what you like." },
];

/** The way from here to there, in a few numbered steps. */
export function HowItWorks({ title = "Three steps, and it is done", subtitle, steps = STEPS }: Props) {
  return (
    <Section ground="tinted">
      <SectionHeading title={title} subtitle={subtitle} />
      <ol className="mt-14 grid gap-10 sm:grid-cols-[repeat(auto-fit,minmax(13rem,1fr))]">
        {steps.map((step, at) => (
          <li key={step.title} className="group relative">
            <div aria-hidden className="mb-5 flex items-center gap-4">
              <span className="grid size-12 shrink-0 place-items-center rounded-full bg-brand text-lg font-semibold text-on-brand">{at + 1}</span>
              <span className="h-px flex-1 bg-line group-last:hidden max-sm:hidden" />
            </div>
            <h3 className="text-xl">{step.title}</h3>
            <p className="mt-2 text-pretty text-muted">{step.text}</p>
          </li>
        ))}
      </ol>
    </Section>
  );
}
