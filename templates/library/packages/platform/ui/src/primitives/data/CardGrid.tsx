import type { ComponentProps } from "react";
import { Section } from "../layout/Section";
import { SectionHeading } from "../text/SectionHeading";
import { Card } from "./Card";

type Props = {
  /** The heading. */
  title?: string;
  /** A sentence below it. */
  subtitle?: string;
  /** A few words above it. */
  eyebrow?: string;
  /** The cards, each with the props of `Card`. */
  cards?: ComponentProps<typeof Card>[];
};

const CARDS = [
  { title: "A day in the garden", text: "What grows in May, and what has to wait.", badge: "Guide", note: "6 minutes", href: "/" },
  { title: "Soil, explained", text: "Why it matters more than sun, and how to read it.", badge: "Basics", note: "4 minutes", href: "/" },
  { title: "Rain, kept", text: "A barrel, a pipe and an afternoon.", badge: "Build", note: "8 minutes", href: "/" },
];

/** Several cards side by side: articles, products, places. */
export function CardGrid({ title = "Worth reading", subtitle, eyebrow, cards = CARDS }: Props) {
  return (
    <Section>
      <SectionHeading title={title} subtitle={subtitle} eyebrow={eyebrow} align="start" />
      <ul className="mt-10 grid gap-6 sm:grid-cols-2 lg:grid-cols-3">
        {cards.map((card, at) => (
          <li key={card.title ?? at} className="flex">
            <Card wide pattern={at} {...card} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
