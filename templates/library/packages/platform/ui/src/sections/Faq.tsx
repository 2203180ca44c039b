import { Accordion } from "../primitives/data/Accordion";
import { Section } from "../primitives/layout/Section";
import { SectionHeading } from "../primitives/text/SectionHeading";

type Props = {
  /** The heading. */
  title?: string;
  /** A sentence below it. */
  subtitle?: string;
  /** What people ask, and what is true. */
  questions?: { question: string; answer: string }[];
};

const QUESTIONS = [
  { question: "How do I begin?", answer: "With an email address. You can look at everything before you decide." },
  { question: "What does it cost?", answer: "Nothing for the first month; after that, what the prices on this page say. There is nothing hidden." },
  { question: "Can I leave again?", answer: "On any day, without giving a reason. Your data goes with you." },
  { question: "Who helps me if I am stuck?", answer: "People who know the product. On working days you have an answer within a few hours." },
];

/** Questions that open on a click; works without JavaScript. */
export function Faq({ title = "Questions and answers", subtitle, questions = QUESTIONS }: Props) {
  return (
    <Section width="narrow">
      <SectionHeading title={title} subtitle={subtitle} align="start" />
      <div className="mt-8">
        <Accordion items={questions.map(({ question, answer }) => ({ title: question, text: answer }))} />
      </div>
    </Section>
  );
}
