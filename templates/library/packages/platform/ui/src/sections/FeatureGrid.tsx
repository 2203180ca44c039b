import { Icon, type IconName } from "../primitives/icons/Icon";
import { Section } from "../primitives/layout/Section";
import { SectionHeading } from "../primitives/text/SectionHeading";

type Feature = { title: string; text: string; icon?: IconName };

type Props = {
  /** The heading. */
  title?: string;
  /** A sentence below it. */
  subtitle?: string;
  /** A few words above it. */
  eyebrow?: string;
  /** Up to six points; each may have a sign. */
  features?: Feature[];
};

const FEATURES: Feature[] = [
  { title: "Quick to begin", text: "Ready in the time that a coffee takes, with nothing to install.", icon: "bolt" },
  { title: "Safe by default", text: "Your data is yours: locked away, backed up, never sold.", icon: "shield" },
  { title: "Made for teams", text: "Everyone sees what they need, and nothing that they should not.", icon: "users" },
  { title: "Clear figures", text: "What happened, what is due and what it brings, at a glance.", icon: "chart" },
  { title: "Never forgets", text: "Dates, promises and invoices come back when it is time.", icon: "bell" },
  { title: "Kind support", text: "People answer, in words that one understands.", icon: "chat" },
];
const SIGNS: IconName[] = ["sparkles", "bolt", "shield", "layers", "heart", "leaf"];

/** What something offers, in up to six points. */
export function FeatureGrid({ title = "All that you need, and nothing in its way", subtitle, eyebrow, features = FEATURES }: Props) {
  return (
    <Section>
      <SectionHeading title={title} subtitle={subtitle} eyebrow={eyebrow} />
      <ul className={`mt-12 grid gap-5 sm:grid-cols-2 ${features.length === 2 || features.length === 4 ? "" : "lg:grid-cols-3"}`}>
        {features.map((feature, at) => (
          <li key={feature.title} className="card p-6 sm:p-7">
            <span className="mb-5 grid size-11 place-items-center rounded-control bg-brand-soft text-brand">
              <Icon name={feature.icon ?? SIGNS[at % SIGNS.length]} className="size-6" />
            </span>
            <h3 className="text-lg">{feature.title}</h3>
            <p className="mt-2 text-pretty text-muted">{feature.text}</p>
          </li>
        ))}
      </ul>
    </Section>
  );
}
