import { Icon } from "../primitives/icons/Icon";
import { Section } from "../primitives/layout/Section";
import { Picture } from "../primitives/media/Picture";
import { SectionHeading } from "../primitives/text/SectionHeading";

type Row = { title: string; text: string; points?: string[]; image?: string; imageAlt?: string };

type Props = {
  /** The heading above all rows; without it there is none. */
  title?: string;
  /** A sentence below it. */
  subtitle?: string;
  /** What is told, each beside a picture. */
  rows?: Row[];
};

const ROWS: Row[] = [
  {
    title: "See the whole week at once",
    text: "Who comes, what is due and where there is room, on one page that you can read from the other side of the room.",
    points: ["Drag to move an appointment", "Colours that you choose"],
  },
  {
    title: "Invoices that write themselves",
    text: "What was agreed becomes an invoice with one press, and a kind reminder when it is late.",
    points: ["Your own numbers and logo", "Paid by card or transfer"],
  },
];

/** A few things told at length, words and pictures in turns. */
export function FeatureRows({ title = "How it feels to work with it", subtitle, rows = ROWS }: Props) {
  return (
    <Section>
      {title ? <SectionHeading title={title} subtitle={subtitle} /> : null}
      <div className="mt-14 grid gap-16 lg:gap-24">
        {rows.map((row, at) => (
          <div key={row.title} className="grid items-center gap-8 lg:grid-cols-2 lg:gap-16">
            <Picture src={row.image} alt={row.imageAlt} pattern={at + 2} className={`aspect-4/3 rounded-panel ${at % 2 ? "lg:order-last" : ""}`} />
            <div>
              <h3 className="text-2xl sm:text-3xl">{row.title}</h3>
              <p className="mt-4 text-lg text-pretty text-muted">{row.text}</p>
              {row.points ? (
                <ul className="mt-6 grid gap-3">
                  {row.points.map((point) => (
                    <li key={point} className="flex items-start gap-3">
                      <span className="mt-0.5 grid size-6 shrink-0 place-items-center rounded-full bg-brand-soft text-brand">
                        <Icon name="check" className="size-4" />
                      </span>
                      {point}
                    </li>
                  ))}
                </ul>
              ) : null}
            </div>
          </div>
        ))}
      </div>
    </Section>
  );
}
