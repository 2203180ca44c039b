import { LinkButton } from "../../buttons/LinkButton";
import { Icon } from "../../icons/Icon";
import { Picture } from "../../media/Picture";

type Props = {
  /** What the site is, in a few words. */
  title?: string;
  /** What one gets here. */
  subtitle?: string;
  /** A short line above the title. */
  eyebrow?: string;
  /** Short reasons, each with a tick. */
  points?: string[];
  /** The words on the first button; without them there is none. */
  cta?: string;
  /** Where the first button leads. */
  href?: string;
  /** The words on the second button; without them there is none. */
  secondCta?: string;
  /** Where the second button leads. */
  secondHref?: string;
  /** The picture's address; without one it is a pattern. */
  image?: string;
  /** What the picture shows. */
  imageAlt?: string;
  /** Which of the patterns. */
  pattern?: number;
};

const POINTS = ["Free for thirty days", "No card needed", "Leave whenever you like"];

/** A hero of two halves: words on one side, a picture on the other. */
export function HeroSplit({
  title = "Everything your workshop needs, on one bench",
  subtitle = "Plan the week, quote a job and send the invoice without looking for anything.",
  eyebrow,
  points = POINTS,
  cta = "Try it",
  href = "/",
  secondCta,
  secondHref = "/",
  image,
  imageAlt,
  pattern = 5,
}: Props) {
  return (
    <section className="py-(--rhythm)">
      <div className="mx-auto grid max-w-6xl px-(--gutter) items-center gap-12 lg:grid-cols-[1.05fr_1fr] lg:gap-16">
        <div>
          {eyebrow ? <p className="mb-4 text-sm font-semibold text-brand">{eyebrow}</p> : null}
          <h1 className="text-4xl tracking-tight sm:text-5xl lg:text-6xl">{title}</h1>
          <p className="mt-6 max-w-xl text-lg text-pretty text-muted sm:text-xl">{subtitle}</p>
          <div className="mt-8 flex flex-wrap gap-3">
            {cta ? (
              <LinkButton href={href} className="min-h-12 px-6 text-lg">
                {cta}
              </LinkButton>
            ) : null}
            {secondCta ? (
              <LinkButton href={secondHref} tone="quiet" className="min-h-12 px-6 text-lg">
                {secondCta}
              </LinkButton>
            ) : null}
          </div>
          {points.length > 0 ? (
            <ul className="mt-8 flex flex-wrap gap-x-6 gap-y-2 text-[0.9375rem] text-muted">
              {points.map((point) => (
                <li key={point} className="flex items-center gap-2">
                  <Icon name="check" className="size-4.5 text-success" />
                  {point}
                </li>
              ))}
            </ul>
          ) : null}
        </div>
        <Picture src={image} alt={imageAlt} pattern={pattern} className="aspect-5/4 rounded-panel shadow-float lg:aspect-square" />
      </div>
    </section>
  );
}
