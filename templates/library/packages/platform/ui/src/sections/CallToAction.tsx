import { LinkButton } from "../primitives/buttons/LinkButton";
import { Section } from "../primitives/layout/Section";
import { AppLink } from "../primitives/navigation/AppLink";

type Props = {
  /** The invitation. */
  title?: string;
  /** What follows from it. */
  text?: string;
  /** The words on the button. */
  cta?: string;
  /** Where the button leads. */
  href?: string;
  /** The words on a second, quieter link; without them there is none. */
  secondCta?: string;
  /** Where that link leads. */
  secondHref?: string;
  /** A soft ground, or a deep one. */
  ground?: "soft" | "night";
};

/** One more invitation at the end of a page. */
export function CallToAction({ title = "Ready when you are", text, cta = "Get started", href = "/", secondCta, secondHref = "/", ground = "soft" }: Props) {
  const night = ground === "night";
  return (
    <Section>
      <div className={`relative isolate overflow-hidden rounded-panel px-6 py-14 text-center sm:py-20 ${night ? "bg-night text-on-night" : "bg-brand-soft"}`}>
        {night ? <div aria-hidden className="absolute inset-0 -z-10 bg-[radial-gradient(40rem_24rem_at_50%_120%,var(--color-glow),transparent)]" /> : null}
        <h2 className="mx-auto max-w-2xl text-3xl sm:text-4xl">{title}</h2>
        {text ? <p className={`mx-auto mt-4 max-w-xl text-lg text-pretty ${night ? "text-on-night/85" : "text-ink/80"}`}>{text}</p> : null}
        <div className="mt-8 flex flex-wrap items-center justify-center gap-x-6 gap-y-4">
          {night ? (
            <AppLink href={href} className="button bg-on-night text-night hover:bg-on-night/90 focus-visible:outline-on-night">
              {cta}
            </AppLink>
          ) : (
            <LinkButton href={href}>{cta}</LinkButton>
          )}
          {secondCta ? (
            <AppLink href={secondHref} className={`rounded-sm font-semibold underline-offset-4 hover:underline ${night ? "focus-visible:outline-on-night" : "text-brand"}`}>
              {secondCta}
            </AppLink>
          ) : null}
        </div>
      </div>
    </Section>
  );
}
