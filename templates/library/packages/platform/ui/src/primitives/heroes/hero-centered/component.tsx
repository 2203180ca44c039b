import { LinkButton } from "../../buttons/LinkButton";
import { Sparkline } from "../../charts/Sparkline";
import { Icon } from "../../icons/Icon";
import { Picture } from "../../media/Picture";

type Props = {
  /** What the site is, in a few words. */
  title?: string;
  /** What one gets here. */
  subtitle?: string;
  /** A short line above the title: what is new. */
  eyebrow?: string;
  /** The words on the first button; without them there is none. */
  cta?: string;
  /** Where the first button leads. */
  href?: string;
  /** The words on the second button; without them there is none. */
  secondCta?: string;
  /** Where the second button leads. */
  secondHref?: string;
  /** A line below the buttons that takes a worry away. */
  note?: string;
  /** Whether a picture stands below. */
  picture?: boolean;
  /** The picture's address; without one it is a drawing of an application. */
  image?: string;
  /** What the picture shows. */
  imageAlt?: string;
};

/** A hero in the middle of a light page: a title, two ways to go on, and a wide picture. */
export function HeroCentered({
  title = "Less to keep in mind, more time for your craft",
  subtitle = "Orders, dates and invoices in one calm place, so that the evening is yours again.",
  eyebrow,
  cta = "Get started",
  href = "/",
  secondCta,
  secondHref = "/",
  note,
  picture = true,
  image,
  imageAlt,
}: Props) {
  return (
    <section className="relative isolate overflow-hidden px-(--gutter) pt-[calc(var(--rhythm)*1.1)] pb-(--rhythm)">
      <div aria-hidden className="absolute inset-x-0 top-0 -z-10 h-144 bg-[radial-gradient(60rem_30rem_at_50%_-6rem,var(--color-brand-soft),transparent)]" />
      <div className="mx-auto max-w-3xl text-center">
        {eyebrow ? <p className="mx-auto mb-6 w-fit rounded-full border border-brand/20 bg-brand-soft px-4 py-1 text-sm font-semibold text-brand">{eyebrow}</p> : null}
        <h1 className="text-4xl tracking-tight sm:text-6xl">{title}</h1>
        <p className="mx-auto mt-6 max-w-2xl text-lg text-pretty text-muted sm:text-xl">{subtitle}</p>
        {cta || secondCta ? (
          <div className="mt-9 flex flex-wrap justify-center gap-3">
            {cta ? (
              <LinkButton href={href} className="min-h-12 px-6 text-lg">
                {cta}
                <Icon name="arrow-right" className="size-5 rtl:rotate-180" />
              </LinkButton>
            ) : null}
            {secondCta ? (
              <LinkButton href={secondHref} tone="quiet" className="min-h-12 px-6 text-lg">
                {secondCta}
              </LinkButton>
            ) : null}
          </div>
        ) : null}
        {note ? <p className="mt-4 text-sm text-muted">{note}</p> : null}
      </div>
      {picture && image ? <Picture src={image} alt={imageAlt} className="mx-auto mt-14 aspect-16/10 max-w-5xl rounded-panel border border-line shadow-float sm:aspect-21/9" /> : null}
      {picture && !image ? <Window /> : null}
    </section>
  );
}

const BAR = "rounded-full bg-line";
const TREND = [14, 18, 17, 22, 24, 23, 29, 31, 30, 36, 41, 45];

/** An application as one would draw it on a napkin. */
function Window() {
  return (
    <div aria-hidden className="mx-auto mt-14 max-w-5xl overflow-hidden rounded-panel border border-line bg-surface shadow-float sm:mt-16">
      <div className="flex gap-2 border-b border-line px-5 py-4">
        {[0, 1, 2].map((dot) => (
          <span key={dot} className={`size-2.5 ${BAR}`} />
        ))}
      </div>
      <div className="grid sm:grid-cols-[12rem_1fr]">
        <div className="hidden content-start gap-4 border-e border-line p-6 sm:grid">
          {["w-20", "w-28", "w-16", "w-24", "w-20"].map((width, at) => (
            <div key={at} className="flex items-center gap-3">
              <span className={`size-4 rounded-sm ${at === 1 ? "bg-brand" : "bg-line"}`} />
              <span className={`h-2.5 ${width} rounded-full ${at === 1 ? "bg-brand/40" : "bg-line"}`} />
            </div>
          ))}
        </div>
        <div className="grid gap-4 p-5 sm:p-6">
          <div className="grid grid-cols-3 gap-3 sm:gap-4">
            {["w-2/3", "w-1/2", "w-3/5"].map((width, at) => (
              <div key={at} className="grid gap-2.5 rounded-control border border-line p-3 sm:p-4">
                <span className={`h-2 w-1/2 ${BAR}`} />
                <span className={`h-4 rounded-full sm:h-5 ${width} ${at === 0 ? "bg-brand" : "bg-brand/25"}`} />
              </div>
            ))}
          </div>
          <div className="rounded-control border border-line p-4 sm:p-5">
            <span className={`mb-4 block h-2.5 w-1/4 ${BAR}`} />
            <Sparkline values={TREND} className="h-28 w-full text-brand sm:h-44" />
          </div>
        </div>
      </div>
    </div>
  );
}
