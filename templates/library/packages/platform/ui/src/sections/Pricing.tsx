import { LinkButton } from "../primitives/buttons/LinkButton";
import { Badge } from "../primitives/feedback/Badge";
import { Icon } from "../primitives/icons/Icon";
import { Section } from "../primitives/layout/Section";
import { SectionHeading } from "../primitives/text/SectionHeading";

type Plan = { name: string; price: string | number; period?: string; text?: string; features: string[]; cta?: string; href?: string; featured?: boolean };

type Props = {
  /** The heading. */
  title?: string;
  /** A sentence below it. */
  subtitle?: string;
  /** What can be bought; one of them may be `featured`. */
  plans?: Plan[];
  /** The words that mark the featured one. */
  featured?: string;
  /** The words on a button where its plan has none. */
  cta?: string;
  /** Where a button leads where its plan says nothing. */
  href?: string;
  /** A line below all of them: taxes, terms. */
  note?: string;
};

const PLANS: Plan[] = [
  { name: "Starter", price: "€0", period: "a month", text: "For trying it out.", features: ["One person", "Ten projects", "Answers by email"] },
  { name: "Studio", price: "€24", period: "a month", text: "For those who live from it.", features: ["Up to five people", "Projects without end", "Your own domain", "Answers the same day"], featured: true },
  { name: "House", price: "€90", period: "a month", text: "For many under one roof.", features: ["As many people as you like", "Single sign-on", "A person who knows you"] },
];

/** Plans with their prices side by side, one of them recommended. */
export function Pricing({ title = "Prices that fit on a napkin", subtitle, plans = PLANS, featured = "Most chosen", cta = "Choose", href = "/", note }: Props) {
  return (
    <Section>
      <SectionHeading title={title} subtitle={subtitle} />
      <ul className="mt-14 grid items-stretch gap-6 lg:grid-cols-[repeat(auto-fit,minmax(0,1fr))] lg:grid-flow-col">
        {plans.map((plan) => (
          <li key={plan.name} className={`card flex flex-col p-6 sm:p-8 ${plan.featured ? "border-brand! ring-1 ring-brand" : ""}`}>
            <div className="flex items-center justify-between gap-3">
              <h3 className="text-lg">{plan.name}</h3>
              {plan.featured ? <Badge label={featured} /> : null}
            </div>
            {plan.text ? <p className="mt-1 text-muted">{plan.text}</p> : null}
            <p className="mt-6 flex items-baseline gap-2">
              <span className="text-4xl font-semibold tracking-tight tabular-nums sm:text-5xl">{plan.price}</span>
              {plan.period ? <span className="text-muted">{plan.period}</span> : null}
            </p>
            <ul className="mt-6 mb-8 grid gap-3">
              {plan.features.map((feature) => (
                <li key={feature} className="flex items-start gap-3">
                  <Icon name="check" className="mt-0.5 size-5 text-brand" />
                  {feature}
                </li>
              ))}
            </ul>
            <LinkButton href={plan.href ?? href} tone={plan.featured ? "primary" : "quiet"} className="mt-auto">
              {plan.cta ?? cta}
              <span className="sr-only">: {plan.name}</span>
            </LinkButton>
          </li>
        ))}
      </ul>
      {note ? <p className="mt-8 text-center text-sm text-muted">{note}</p> : null}
    </Section>
  );
}
