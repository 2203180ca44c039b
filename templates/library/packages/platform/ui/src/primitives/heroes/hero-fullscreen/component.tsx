import { useId } from "react";
import { Icon } from "../../icons/Icon";
import { AppLink } from "../../navigation/AppLink";

type Props = {
  /** What the site is, in a few words. */
  title?: string;
  /** What one gets here. */
  subtitle?: string;
  /** The words on the button; without them there is none. */
  cta?: string;
  /** Where the button leads. */
  href?: string;
  /** A short line above the title. */
  eyebrow?: string;
};

/** A hero that fills the first screen: a deep ground in the brand's colours, one title, one thing to do. */
export function HeroFullscreen({ title = "A good day begins here", subtitle = "Made with care, for people who notice.", cta, href = "/", eyebrow }: Props) {
  return (
    <section className="relative isolate grid min-h-[calc(100dvh-4.0625rem)] place-items-center overflow-hidden bg-night px-4 py-20 text-on-night sm:px-6">
      <Backdrop />
      <div className="mx-auto max-w-4xl text-center">
        {eyebrow ? <p className="mb-5 text-sm font-semibold tracking-[0.2em] text-on-night/80 uppercase">{eyebrow}</p> : null}
        <h1 className="text-5xl font-bold tracking-tight sm:text-7xl lg:text-8xl">{title}</h1>
        {subtitle ? <p className="mx-auto mt-6 max-w-2xl text-lg text-pretty text-on-night/85 sm:text-2xl">{subtitle}</p> : null}
        {cta ? (
          <AppLink href={href} className="button mt-10 min-h-14 bg-on-night px-8 text-lg text-night shadow-float hover:bg-on-night/90 focus-visible:outline-on-night">
            {cta}
            <Icon name="arrow-right" className="size-5 rtl:rotate-180" />
          </AppLink>
        ) : null}
      </div>
    </section>
  );
}

function Backdrop() {
  const id = useId();
  return (
    <div aria-hidden className="absolute inset-0 -z-10">
      <div className="absolute -top-1/3 left-1/2 h-[90vmax] w-[90vmax] -translate-x-1/2 rounded-full bg-[radial-gradient(closest-side,var(--color-glow),transparent)] opacity-70" />
      <div className="absolute -right-1/4 -bottom-1/3 h-[60vmax] w-[60vmax] rounded-full bg-[radial-gradient(closest-side,var(--color-glow),transparent)] opacity-60" />
      <svg className="absolute inset-0 h-full w-full opacity-[0.14]">
        <defs>
          <pattern id={id} width="72" height="72" patternUnits="userSpaceOnUse">
            <path d="M0 72a36 36 0 0 1 72 0M18 72a18 18 0 0 1 36 0" fill="none" stroke="currentColor" strokeWidth="1" />
          </pattern>
        </defs>
        <rect width="100%" height="100%" fill={`url(#${id})`} />
      </svg>
    </div>
  );
}
